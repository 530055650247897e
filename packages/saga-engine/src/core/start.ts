import { publish, summarise } from './append.js';
import { decideFrom, type Decision } from './decide.js';
import { describeFrom } from './describe.js';
import { evolve } from './evolve.js';
import { fingerprint } from './fingerprint.js';
import type { Entry, SagaRecord } from './journal.js';
import type { EnginePorts, Wake } from './ports.js';
import type { Progress } from './progress.js';
import { shapeOf } from './shape.js';
import { assertStorable } from './storable.js';
import { wake } from './wake.js';

export interface Beginning {
  readonly saga: string;
  readonly id: string;
  readonly input: unknown;
  /** The subject, unless its definition computes it; its own id when absent. */
  readonly correlationId?: string;
}

/** A saga of the newest version, before it is stored. */
export interface Unstored {
  readonly progress: Progress;
  readonly decision: Decision;
  readonly record: SagaRecord;
}

/** Creates a saga of the newest version. Throws when there is no such definition, or its input cannot be stored. */
export function newSaga(ports: EnginePorts, { saga, id, input, ...about }: Beginning): Unstored {
  const definition = ports.registry.latest(saga);
  assertStorable('input', `The input of saga ${id}`, input);
  const correlationId = definition.correlation?.of?.(input) ?? about.correlationId ?? id;
  const now = ports.now();
  const { version } = definition;
  const journal: Entry[] = [];
  const progress = evolve(definition, { id, version, input, createdAt: now, journal: [] }, journal);
  const decision = decideFrom(progress, now);
  const summary = summarise(progress, decision, now, ports.leaseMs);
  // here and on every hot path named fields come before spread ones: measured 5 % faster
  const record = {
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
  return { progress, decision, record };
}

/**
 * Stores the saga and wakes it. Idempotent: an existing id returns the existing saga, unchanged. Throws when the journal does (the saga may
 * have been inserted).
 */
export async function insert(
  ports: EnginePorts,
  { progress, decision, record }: Unstored,
  priority: Wake['priority'] = 'new',
): Promise<{ inserted: boolean; saga: SagaRecord }> {
  const result = await ports.journal.insert(record);
  if (result.inserted) {
    publish(ports, describeFrom(progress, result.saga, decision));
    await wake(ports, result.saga, { priority, why: 'start' });
  }
  return result;
}
