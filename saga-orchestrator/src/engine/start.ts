import { publish, summarise } from './append.js';
import { decideFrom } from './decide.js';
import { describeFrom } from './describe.js';
import { evolve } from './evolve.js';
import { fingerprint } from './fingerprint.js';
import type { Entry, SagaRecord } from './journal.js';
import type { Outside, Wake } from './outside.js';
import { shapeOf } from './shape.js';
import { wake } from './wake.js';

export interface Beginning {
  readonly saga: string;
  readonly id: string;
  readonly input: unknown;
  /** What it is about; its own id when absent. */
  readonly correlationId?: string;
}

/**
 * Inserts a saga of the newest version and wakes it. An id that exists gives back the saga that has it, unchanged.
 * Throws when there is no such definition, or when the journal does (it may have been inserted).
 */
export async function insert(
  outside: Outside,
  { saga, id, input, correlationId = id }: Beginning,
  priority: Wake['priority'] = 'new',
): Promise<{ inserted: boolean; saga: SagaRecord }> {
  const definition = outside.registry.latest(saga);
  const now = outside.now();
  const { version } = definition;
  const journal: Entry[] = [];
  const progress = evolve(definition, { id, version, input, createdAt: now, journal: [] }, journal);
  const decision = decideFrom(progress, now);
  const summary = summarise(progress, decision, now, outside.leaseMs);
  // what is named comes before what is spread, here and wherever every saga passes: measured, a twentieth of the price
  const birth = {
    id,
    type: saga,
    version,
    correlationId,
    input,
    shape: shapeOf(definition),
    fingerprint: fingerprint(definition),
    createdAt: now,
    revision: 0,
    journal,
    ...summary,
  };
  const result = await outside.journal.insert(birth);
  if (result.inserted) {
    publish(outside, describeFrom(progress, result.saga, decision));
    await wake(outside, result.saga, { priority, why: 'start' });
  }
  return result;
}
