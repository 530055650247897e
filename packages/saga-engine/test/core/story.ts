import type { Definition } from '../../dist/core/definition.js';
import { decide, type Decision } from '../../dist/core/decide.js';
import { evolve, extend } from '../../dist/core/evolve.js';
import type { Entry, Event, Phase, SagaRecord } from '../../dist/core/journal.js';
import { bookTrip, type BookTrip } from './small-trip.js';

/** The replies to the steps of the trip. */
export const replies: Record<string, unknown> = {
  'create-trip': { priceMinor: 500 },
  'hold-room': { holdId: 'h1' },
  'hold-seat': { seatId: 'p1' },
  'confirm-trip': { confirmedAt: 1 },
  'issue-ticket': {},
};

const bare = { startedAt: 0, attempt: 1 };
export const done = (step: string): Event => ({ type: 'done', step, reply: replies[step] ?? {}, ...bare });
export const refused = (step: string, reason = 'NO_ROOM'): Event => ({ type: 'refused', step, reason, ...bare });
export const undone = (step: string): Event => ({ type: 'undone', step, ...bare });
export const approved: Event = { type: 'signalled', signal: 'trip-approved', payload: { token: 't1' } };
export const cancelled: Event = { type: 'cancel-requested', by: 'u1', reason: 'TRAVELLER_CANCELLED' };
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
export const held = [done('create-trip'), done('hold-room')];
export const seatHeld = [...held, approved, done('hold-seat')];

/** A saga that began at 0, with these events, by default at 0, and the decisions that they cause. */
export function storyOf(
  events: readonly (Event & { at?: number })[],
  { input = { city: 'oslo' }, definition = bookTrip as Definition }: { input?: BookTrip; definition?: Definition } = {},
): SagaRecord {
  const birth = { id: 'o1', type: definition.name, version: definition.version, correlationId: 'o1', input };
  const decided: Entry[] = [];
  const born = evolve(definition, { ...birth, createdAt: 0, journal: [] }, decided);
  const entries = events.map((event): Entry => ({ at: 0, ...event }));
  const journal = [...decided, ...extend(born, entries)];
  const base = { ...birth, revision: journal.length, journal, createdAt: 0, updatedAt: 0 };
  const { state } = evolve(definition, base);
  return { ...base, state, nextActionAt: 0, deadline: null };
}

/** The decision of book-trip after these events at the time `now`. */
export const given = (events: readonly (Event & { at?: number })[], now = 0, input?: BookTrip): Decision =>
  decide(bookTrip, storyOf(events, input ? { input } : {}), now);

/** A decision in a few words, for readable expectations. */
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
