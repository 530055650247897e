import { expect } from 'chai';
import { evolve } from '../../dist/core/evolve.js';
import type { Event } from '../../dist/core/journal.js';
import { bookTrip } from './small-trip.js';
import { seatHeld, cancelled, done, failed, held, refused, storyOf } from './story.js';

const all = [...seatHeld, done('confirm-trip'), done('issue-ticket')];

describe('evolve, states', () => {
  const stateOf = (events: readonly Event[]) => evolve(bookTrip, storyOf(events)).state;
  const outOfReach: Event = { type: 'parked', step: 'confirm-trip', phase: 'do', until: 9, why: 'breaker open' };
  const denied = { ...failed('issue-ticket', 9), refused: true } as Event;
  const table: [string, readonly Event[], string][] = [
    ['new', [], 'RUNNING'],
    ['held', held, 'WAITING'],
    ['turned', [...held, cancelled], 'COMPENSATING'],
    [
      'undo failing',
      [...held, cancelled, ...Array.from({ length: 5 }, () => failed('hold-room', 9, { phase: 'undo' }))],
      'NEEDS_ATTENTION',
    ],
    ['pivot in doubt', [...seatHeld, failed('confirm-trip', 9)], 'RUNNING'],
    [
      'pivot in doubt for long',
      [...seatHeld, ...Array.from({ length: 5 }, () => failed('confirm-trip', 9))],
      'NEEDS_ATTENTION',
    ],
    ['pivot out of reach for long', [...seatHeld, ...Array.from({ length: 5 }, () => outOfReach)], 'NEEDS_ATTENTION'],
    ['retriable refused', [...seatHeld, done('confirm-trip'), denied], 'NEEDS_ATTENTION'],
    ['retriable answered after all', [...seatHeld, done('confirm-trip'), denied, done('issue-ticket')], 'COMPLETED'],
    ['done', all, 'COMPLETED'],
    ['refused at once', [refused('create-trip')], 'COMPENSATED'],
  ];
  for (const [name, events, state] of table) it(`${name}: ${state}`, () => expect(stateOf(events)).to.equal(state));
});
