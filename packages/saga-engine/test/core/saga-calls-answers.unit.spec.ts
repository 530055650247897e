import { expect } from 'chai';
import type { Answer } from '../../dist/core/change.js';
import type { Event } from '../../dist/core/journal.js';
import { seatHeld, cancelled, done, failed, held, approved } from './story.js';
import { after, all, ask, compensated, followed, resolved } from './called.js';

type Row = [when: string, events: readonly Event[], answer: Answer['answer'], state: string];
const tables: Record<keyof typeof ask, Row[]> = {
  signal: [
    ['early', [done('create-trip')], 'accepted', 'RUNNING'],
    ['in time', held, 'accepted', 'RUNNING'],
    ['twice', [...held, approved], 'duplicate', 'RUNNING'],
    ['after the cancel', [...held, cancelled], 'late', 'COMPENSATING'],
    ['after the end', compensated, 'late', 'COMPENSATED'],
    ['twice, after the end', all, 'duplicate', 'COMPLETED'],
  ],
  cancel: [
    ['at once', [], 'accepted', 'COMPENSATING'],
    ['while waiting', held, 'accepted', 'COMPENSATING'],
    ['while compensating', [...held, cancelled], 'duplicate', 'COMPENSATING'],
    ['after it began to compensate by itself', compensated, 'duplicate', 'COMPENSATED'],
    ['once the pivot has begun', seatHeld, 'accepted', 'RUNNING'],
    ['twice then', [...seatHeld, cancelled], 'duplicate', 'RUNNING'],
    ['after the end', all, 'accepted', 'COMPLETED'],
    ['twice after the end', [...all, cancelled, followed], 'duplicate', 'COMPLETED'],
    ['after it was resolved by hand', [...held, resolved], 'accepted', 'COMPENSATING'],
    ['after it was resolved past the pivot', [...seatHeld, resolved], 'accepted', 'RUNNING'],
    ['after it was resolved while compensating', [...held, cancelled, resolved], 'accepted', 'COMPENSATING'],
    ['twice after it was resolved', [...held, resolved, cancelled], 'duplicate', 'COMPENSATING'],
  ],
  compensate: [
    ['while waiting', held, 'accepted', 'COMPENSATING'],
    ['once the pivot has begun', seatHeld, 'accepted', 'RUNNING'],
    ['while compensating', [...held, cancelled], 'duplicate', 'COMPENSATING'],
    ['after the end', all, 'late', 'COMPLETED'],
    ['after it was undone', compensated, 'late', 'COMPENSATED'],
    ['after it was resolved by hand', [...held, resolved], 'late', 'RESOLVED'],
  ],
  retry: [
    ['while waiting', held, 'accepted', 'WAITING'],
    ['while resting', [failed('create-trip', 9_000)], 'accepted', 'RUNNING'],
    ['after the end', all, 'late', 'COMPLETED'],
    ['while the follow-up is pending', [...all, cancelled], 'accepted', 'COMPLETED'],
  ],
  resolve: [
    ['while running', seatHeld, 'accepted', 'RESOLVED'],
    ['while compensating', [...held, cancelled], 'accepted', 'RESOLVED'],
    ['after the end', all, 'late', 'COMPLETED'],
  ],
};

for (const way of Object.keys(tables) as (keyof typeof ask)[]) {
  describe(`sagaCalls, ${way}`, () => {
    for (const [when, events, answer, state] of tables[way])
      it(`${when}: ${answer}, ${state}`, async () => {
        const { calls, stored, wakes } = after(events);
        const answered = await ask[way](calls);
        expect([answered.answer, answered.saga.state]).to.deep.equal([answer, state]);
        expect(stored().journal.length - events.length).to.equal(answer === 'accepted' ? 1 : 0);
        // a saga that has ended is woken as well, so that its job ends
        expect(wakes).to.have.length(answer === 'accepted' ? 1 : 0);
      });
  });
}
