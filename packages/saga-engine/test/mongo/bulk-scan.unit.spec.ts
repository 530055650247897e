import { expect } from 'chai';
import type { Entry, Event } from '../../dist/core/journal.js';
import { addLines } from '../../dist/core/lines.js';
import { isStuckFor } from '../../dist/mongo/bulk-scan.js';
import { seatHeld, cancelled, done, failed, held, refused, undone } from '../core/story.js';

const confirmed = [...seatHeld, done('confirm-trip')];
const no = { ...failed('issue-ticket', 9_000), refused: true, error: 'refused: TICKET_REFUSED' } as Event;
const away = { ...failed('issue-ticket', 9_000, { attempt: 2 }), error: 'airline is away' } as Event;
const parked = (step: string, more: object = {}): Event =>
  ({ type: 'parked', step, phase: 'do', until: 9_000, why: 'breaker open', ...more }) as Event;

/** The stored form, in which repeated entries are merged. */
const stored = (events: readonly Event[]): readonly Entry[] =>
  events.reduce<readonly Entry[]>((journal, event) => addLines(journal, [{ ...event, at: 1 }]).journal, []);
const stuckFor = (reason: string, ...events: Event[]) => isStuckFor(stored(events), reason, { words: true });

describe('the reason of a bulk filter', () => {
  it('is the refusal, even if the participant was unreachable after it', () => {
    for (const later of [[], [away], [away, away], [parked('issue-ticket')], [away, parked('issue-ticket'), away]])
      expect(stuckFor('TICKET_REFUSED', ...confirmed, no, ...later), `after ${later.length}`).to.equal(true);
    expect(stuckFor('away', ...confirmed, no, away)).to.equal(true);
    expect(stuckFor('TICKET_REFUSED', ...confirmed, away, away)).to.equal(false);
  });

  it('is the last refusal, not an earlier one', () => {
    const other = { ...no, error: 'refused: LAPSED' } as Event;
    expect(stuckFor('TICKET_REFUSED', ...confirmed, no, away, other, away)).to.equal(false);
    expect(stuckFor('LAPSED', ...confirmed, no, away, other, away)).to.equal(true);
  });

  it('is why a command cannot be sent, and never a pause', () => {
    expect(stuckFor('breaker open', ...confirmed, parked('issue-ticket'))).to.equal(true);
    const paused = parked('issue-ticket', { pause: 'p1', why: 'paused: breaker open' });
    expect(stuckFor('breaker open', ...confirmed, paused)).to.equal(false);
    expect(stuckFor('TICKET_REFUSED', ...confirmed, no, paused)).to.equal(true);
  });

  it('is not one of the past: of a step that was done, restarted or forced', () => {
    const asked = { step: 'issue-ticket', phase: 'do', by: 'root', reason: 'r' } as const;
    const forced: Event = { type: 'forced', outcome: 'done', reply: {}, ...asked };
    for (const over of [done('issue-ticket'), forced, { type: 'restarted', ...asked } as Event])
      expect(stuckFor('TICKET_REFUSED', ...confirmed, no, over), over.type).to.equal(false);
  });

  it('is that of each failing undo, and no longer of failures before the compensation', () => {
    const undo = (step: string, error: string) => ({ ...failed(step, 9_000, { phase: 'undo' }), error }) as Event;
    const slow = { ...failed('hold-seat', 9_000), error: 'BANK_SLOW' } as Event;
    const two = [...held, slow, cancelled, undo('hold-room', 'SHELF_LOST'), undo('create-trip', 'BOOK_LOST')];
    expect([stuckFor('SHELF_LOST', ...two), stuckFor('BOOK_LOST', ...two)]).to.deep.equal([true, true]);
    expect(stuckFor('BANK_SLOW', ...two)).to.equal(false);
    expect(stuckFor('SHELF_LOST', ...two, undone('hold-room'))).to.equal(false);
    expect(stuckFor('BOOK_LOST', ...two, undone('hold-room'))).to.equal(true);
  });

  it('is matched only in texts that are shown, so that hidden ones cannot be guessed', () => {
    const hidden = (reason: string, ...events: Event[]) => isStuckFor(stored(events), reason, undefined);
    const banned = { ...no, error: 'refused: BANNED Ann Smith lacks 5' } as Event;
    const echoed = { ...failed('issue-ticket', 9_000, { attempt: 2 }), error: 'no seat for Ann Smith' } as Event;
    for (const events of [[banned], [banned, echoed], [parked('issue-ticket', { why: 'Ann Smith is away' })]])
      for (const guess of ['Ann', 'lacks', 'redacted'])
        expect(hidden(guess, ...confirmed, ...events), guess).to.equal(false);
    expect(hidden('BANNED', ...confirmed, banned, echoed)).to.equal(true);
    const named = { ...refused('hold-room'), reason: 'Ann Smith' } as Event;
    expect(hidden('Ann Smith', done('create-trip'), named)).to.equal(false);
  });

  it('is the code for which the saga began to compensate', () => {
    expect(stuckFor('TRAVELLER_CANCELLED', ...held, cancelled)).to.equal(true);
    expect(stuckFor('NO_ROOM', done('create-trip'), refused('hold-room'))).to.equal(true);
  });
});
