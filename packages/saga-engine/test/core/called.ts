import { sagaCalls, type SagaCalls } from '../../dist/core/saga-calls.js';
import type { Event } from '../../dist/core/journal.js';
import { memoryPorts } from './memory.js';
import { seatHeld, done, refused, storyOf } from './story.js';

export const all = [...seatHeld, done('confirm-trip'), done('issue-ticket')];
export const compensated = [refused('create-trip')];
export const followed: Event = { type: 'followed-up', saga: 'cancel-trip', id: 'o1-cancel' };
export const resolved: Event = { type: 'resolved', by: 'a', reason: 'r' };

/** The calls on a saga with these events. */
export function after(events: readonly Event[], input: { city: string; preApproved?: string } = { city: 'oslo' }) {
  const world = memoryPorts();
  world.journal.sagas.set('o1', storyOf(events, { input }));
  return { ...world, calls: sagaCalls(world.ports), stored: () => world.journal.sagas.get('o1')! };
}
export const by = { by: 'u1', reason: 'TRAVELLER_CANCELLED' };
export const ask = {
  signal: (calls: SagaCalls) => calls.signal('o1', { name: 'trip-approved', payload: { token: 't2' } }),
  cancel: (calls: SagaCalls) => calls.cancel('o1', by),
  compensate: (calls: SagaCalls) => calls.compensate('o1', { by: 'admin', reason: 'asked by phone' }),
  retry: (calls: SagaCalls) => calls.retry('o1', { by: 'admin', reason: 'is back' }),
  resolve: (calls: SagaCalls) => calls.resolve('o1', { by: 'admin', reason: 'done by hand' }),
};
