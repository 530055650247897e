import type { Definition } from '../../src/core/definition.js';
import { decide, type Decision } from '../../src/core/decide.js';
import { evolve } from '../../src/core/evolve.js';
import type { Entry, Event, Phase, SagaRecord } from '../../src/core/journal.js';
import { placeOrder, type PlaceOrder } from './shop.js';

/** Replies that the shop's steps give. */
export const replies: Record<string, unknown> = {
  'create-order': { totalMinor: 500 },
  'reserve-stock': { holdId: 'h1' },
  'authorize-payment': { paymentId: 'p1' },
  'confirm-order': { confirmedAt: 1 },
  'capture-payment': {},
};

const bare = { startedAt: 0, attempt: 1 };
export const done = (step: string): Event => ({ type: 'done', step, reply: replies[step] ?? {}, ...bare });
export const refused = (step: string, reason = 'OUT_OF_STOCK'): Event => ({ type: 'refused', step, reason, ...bare });
export const undone = (step: string): Event => ({ type: 'undone', step, ...bare });
export const paid: Event = { type: 'signalled', signal: 'payment-submitted', payload: { token: 't1' } };
export const cancelled: Event = { type: 'cancel-requested', by: 'u1', reason: 'CUSTOMER_CANCELLED' };
export const gaveUp = (step: string): Event => ({ type: 'gave-up', step });
export const failed = (step: string, retryAt: number, { attempt = 1, phase = 'do' as Phase } = {}): Event => ({
  type: 'failed',
  step,
  phase,
  attempt,
  error: 'unavailable',
  startedAt: 0,
  retryAt,
});
export const held = [done('create-order'), done('reserve-stock')];
export const authorized = [...held, paid, done('authorize-payment')];

/** A saga that began at 0 and to which these things have happened, at 0 unless they say otherwise. */
export function storyOf(
  events: readonly (Event & { at?: number })[],
  {
    input = { sku: 'pen' },
    definition = placeOrder as Definition,
  }: { input?: PlaceOrder; definition?: Definition } = {},
): SagaRecord {
  const journal: Entry[] = events.map((event) => ({ at: 0, ...event }));
  const birth = { id: 'o1', type: definition.name, version: definition.version, correlationId: 'o1', input };
  const base = { ...birth, revision: journal.length, journal, createdAt: 0, updatedAt: 0 };
  const { state } = evolve(definition, base);
  return { ...base, state, nextActionAt: 0, deadline: null };
}

/** What the shop's place-order decides after these things at the time `now`. */
export const given = (events: readonly (Event & { at?: number })[], now = 0, input?: PlaceOrder): Decision =>
  decide(placeOrder, storyOf(events, input ? { input } : {}), now);

/** A decision in a few words, for expectations that read well. */
export function inWords(decision: Decision): string {
  switch (decision.type) {
    case 'send':
    case 'undo':
      return `${decision.type} ${decision.command.participant}.${decision.command.method}`;
    case 'wait':
      return `wait ${decision.signal} until ${decision.until}`;
    case 'sleep':
      return `sleep until ${decision.until}`;
    case 'expire':
      return `expire ${decision.reason}`;
    case 'definition-failed':
      return `definition of ${decision.step} failed`;
    case 'decide':
      return `decide ${decision.step}`;
    case 'run-out':
      return `run out ${decision.step}`;
    case 'start-follow-up':
      return `start ${decision.followUp.saga}`;
    default:
      return decision.outcome;
  }
}
