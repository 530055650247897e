import { expect } from 'chai';
import { decide } from '../../dist/core/decide.js';
import { hours } from '../../dist/core/duration.js';
import type { Event } from '../../dist/core/journal.js';
import { saga } from '../../dist/core/saga.js';
import { trips, hotel } from './small-trip.js';
import { done, failed, inWords, storyOf } from './story.js';

describe('decide, the time limit up to the pivot', () => {
  const timed = saga<{ city: string }>('timed', { version: 1, within: hours(1), expires: 'TOO_SLOW' })
    .step('create-trip', {
      command: (s) => trips.create({ tripId: s.id, city: s.input.city }),
      compensate: (s) => trips.cancel({ tripId: s.id, reason: s.failure.reason }),
    })
    .pivot('confirm-trip', { command: (s) => trips.confirm({ tripId: s.id }) })
    .end();
  const at = (now: number, ...events: Event[]) => decide(timed, storyOf(events, { definition: timed }), now);

  it('compensates when it runs out before the pivot', () => {
    expect(at(hours(1))).to.deep.equal({ type: 'expire', step: 'create-trip', of: 'saga', reason: 'TOO_SLOW' });
    const expired: Event = { type: 'expired', step: 'create-trip', of: 'saga', reason: 'TOO_SLOW' };
    expect(inWords(at(hours(1), expired))).to.equal('undo trips.cancel');
  });
  it('limits rests and attempts', () => {
    expect(inWords(at(hours(1) - 10, failed('create-trip', hours(1) + 10)))).to.equal(`sleep until ${hours(1)}`);
    expect(at(hours(1) - 10)).to.deep.include({ timeoutMs: 10 });
  });
  it('does not apply once the pivot has begun', () =>
    expect(inWords(at(hours(9), done('create-trip')))).to.equal('send trips.confirm'));
});

describe('decide, a definition that throws', () => {
  const broken = saga<{ city?: string }>('broken', { version: 1 })
    .step('hold-room', {
      command: (s) => hotel.hold({ tripId: s.id, city: (s.input.city as string).trim() }),
      compensate: 'nothing',
    })
    .pivot('confirm-trip', { command: (s) => trips.confirm({ tripId: s.id }) })
    .end();
  it('counts as a failed attempt', () => {
    const decision = decide(broken, storyOf([], { definition: broken, input: {} as never }), 0);
    expect(decision).to.deep.include({ type: 'definition-failed', step: 'hold-room', phase: 'do', attempt: 1 });
  });
});
