import { expect } from 'chai';
import { describe as viewOf } from '../../dist/core/describe.js';
import type { Entry, SagaRecord } from '../../dist/core/journal.js';
import { addLines } from '../../dist/core/lines.js';
import { isCode } from '../../dist/core/reason.js';
import { HIDDEN, shownRecord } from '../../dist/core/shown.js';
import { bookTrip } from './small-trip.js';
import { held, storyOf } from './story.js';

const NAME = 'Ann Smith';
const withLine = (line: object): SagaRecord => {
  const story = storyOf(held);
  return { ...story, journal: [...story.journal, line as Entry] };
};
const lastOf = (record: SagaRecord) => shownRecord({}, record).journal.at(-1);
const failed = (more: object) =>
  ({
    type: 'failed',
    step: 'issue-ticket',
    phase: 'do',
    attempt: 1,
    startedAt: 1,
    retryAt: 2,
    at: 1,
    ...more,
  }) as Entry;

describe('a saga whose definition shows nothing', () => {
  it('shows only the code of a refusal, even if an attempt without an answer followed', () => {
    const { lines } = addLines(
      [failed({ refused: true, error: `refused: BANNED ${NAME} is banned` })],
      [failed({ attempt: 2, error: 'the hotel answered 500' })],
    );
    const [line] = 'replace' in lines ? lines.replace : lines.add;
    expect(line).to.have.property('refusal').that.contains(NAME);
    expect(lastOf(withLine(line!))).to.include({ refusal: 'refused: BANNED', error: HIDDEN, count: 2 });
  });

  it('shows no member that only a newer release knows, of an entry or of the saga', () => {
    const record = {
      ...withLine({ type: 'signalled', signal: 'trip-approved', payload: {}, at: 9, sender: NAME }),
      about: { NAME },
    };
    const shown = shownRecord({}, record);
    expect(JSON.stringify(shown)).to.not.contain(NAME);
    expect(shown.journal.at(-1)).to.include({ sender: HIDDEN, signal: 'trip-approved', at: 9 });
    expect(shown).to.deep.include({ about: { NAME: HIDDEN }, id: record.id, revision: record.revision });
  });

  it('shows no number that a participant gives as a reason, which may be personal', () => {
    for (const number of ['4111111111111111', '010-1234-5678', '-1', ''])
      expect(isCode(number), number).to.equal(false);
    for (const code of ['NO_ROOM', 'no-room', 'trip.E42']) expect(isCode(code), code).to.equal(true);
  });

  it('shows only that there was a refusal if an earlier release stored a text as its reason', () => {
    const record = withLine({
      type: 'refused',
      step: 'hold-seat',
      reason: `${NAME} is banned`,
      startedAt: 1,
      attempt: 1,
      at: 9,
    });
    expect(lastOf(record)).to.include({ reason: 'REFUSED' });
    expect(JSON.stringify(viewOf(bookTrip, record))).to.not.contain(NAME);
  });
});
