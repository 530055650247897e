import { expect } from 'chai';
import { describe as view } from '../../dist/core/describe.js';
import type { Definition } from '../../dist/core/definition.js';
import type { Event } from '../../dist/core/journal.js';
import type { Labels } from '../../dist/core/labels.js';
import { presenter } from '../../dist/core/present.js';
import { bookTrip } from './small-trip.js';
import { storyOf } from './story.js';

const text = (word: string) => ({ en: word, ko: word });
const labels: Labels = {
  saga: text('Trip'),
  steps: {
    'create-trip': { name: text('Create') },
    'hold-room': { name: text('Room') },
    'trip-approved': { name: text('Approval') },
    'hold-seat': { name: text('Seat') },
    'issue-ticket': { name: text('Ticket') },
  },
  reasons: { SEAT_REFUSED: text('declined by the airline') },
};
const present = presenter([{ ...(bookTrip as Definition), labels }]);
const line = { startedAt: 1, attempt: 1 };
const done = (step: string): Event => ({ type: 'done', step, reply: {}, ...line });
const undone = (step: string): Event => ({ type: 'undone', step, ...line });
const roomHeld: Event[] = [done('create-trip'), done('hold-room')];
const approved: Event[] = [...roomHeld, { type: 'signalled', signal: 'trip-approved', payload: { token: 'Ann' } }];
const refused: Event = {
  type: 'refused',
  step: 'hold-seat',
  reason: 'SEAT_REFUSED',
  detail: 'Ann',
  ...line,
};
const asked = { by: 'root', reason: 'Ann rang' } as const;
const of = (...events: Event[]) => present.situation(view(bookTrip, storyOf(events)));

describe('the situation of a saga, described to operators', () => {
  it('names the step in progress and the next one', () => {
    expect(of().en).to.equal('Create: under way. Room is next.');
    expect(of().ko).to.equal('Create: 진행 중입니다. 다음 단계는 Room입니다.');
    const last = [...approved, done('hold-seat'), done('confirm-trip')];
    expect(of(...last).en).to.equal('Ticket: under way. It is the last step.');
  });

  it('gives the deadline of a wait, and what happens with and without its signal', () => {
    expect(of(...roomHeld).en).to.match(
      /^It waits at Approval for the signal trip-approved until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\. Seat is next\. Without the signal, what was done is undone\.$/,
    );
  });

  it('gives the time of the next attempt, and the target of a pause', () => {
    const step = 'create-trip';
    const failed: Event = { type: 'failed', step, phase: 'do', error: 'Ann', retryAt: 3_000, ...line };
    expect(of(failed).en).to.equal(
      'Create has not succeeded in 1 attempt; it is tried again at 1970-01-01 00:00:03 UTC. Room is next.',
    );
    const unsent: Event = { type: 'parked', step, phase: 'do', until: 3_000, why: 'Ann is away' };
    expect(of(unsent).en).to.equal(
      'Create cannot be sent now; that is tried again at 1970-01-01 00:00:03 UTC. Room is next.',
    );
    expect(of({ ...unsent, pause: 'p1' } as Event).en).to.equal(
      'Create is held back by a pause, and goes on when that is lifted. Room is next.',
    );
  });

  it('explains why it compensates, what is being undone and what is left', () => {
    const why = 'It stopped at Seat: declined by the airline.';
    expect(of(...approved, refused).en).to.equal(`${why} Room is being undone. Then Create.`);
    const failed: Event = {
      type: 'failed',
      step: 'create-trip',
      phase: 'undo',
      error: 'Ann',
      retryAt: 3_000,
      ...line,
    };
    expect(of(...approved, refused, undone('hold-room'), failed).en).to.equal(
      `${why} Undoing Create has not succeeded yet; it is tried again at 1970-01-01 00:00:03 UTC.`,
    );
    expect(of(...approved, refused, undone('hold-room'), undone('create-trip')).en).to.equal(
      `${why} What had been done is undone. Nothing more happens.`,
    );
  });

  it('explains how it ended', () => {
    const all = [...approved, ...['hold-seat', 'confirm-trip', 'issue-ticket'].map(done)];
    expect(of(...all).en).to.equal('Every step that was needed is done. Nothing more happens.');
    expect(of(...roomHeld, { type: 'resolved', ...asked }).en).to.equal(
      'An operator ended it as it stood. Nothing more happens.',
    );
  });

  it('asks for an operator where one is needed', () => {
    const ticket: Event[] = [...approved, done('hold-seat'), done('confirm-trip')];
    const denied: Event = {
      type: 'failed',
      step: 'issue-ticket',
      phase: 'do',
      error: 'refused: Ann',
      retryAt: 3_000,
      refused: true,
      ...line,
    } as Event;
    expect(of(...ticket, denied).en).to.match(/It needs an operator: .*retry, force or resolve it\.$/);
  });

  it('is in Korean as well, without texts of users', () => {
    const told = [of(), of(...roomHeld), of(...approved, refused), of(...roomHeld, { type: 'resolved', ...asked })];
    for (const { ko } of told) expect(ko).to.match(/[가-힣]/);
    expect(JSON.stringify(told)).to.not.match(/Ann|root|token/);
  });
});
