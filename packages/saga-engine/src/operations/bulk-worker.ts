import { randomUUID } from 'node:crypto';
import { toProblem } from '@shop/common/errors';
import type { Logger } from '@shop/common/logging/logger';
import { pause, seconds, steadyNow } from '@shop/common/time';
import type { Around } from '../core/crash-points.js';
import type { BulkDocument, BulkPlace } from '../mongo/bulk.model.js';
import type { BulkRepository } from '../mongo/bulk.repository.js';
import type { SagaRepository } from '../mongo/sagas.repository.js';
import type { Answer } from '../core/change.js';
import { NotMine } from '../core/not-mine.js';
import { OperationInvalid, OperationRefused, SagaNotFound } from '../core/refusals.js';
import type { Registry } from '../core/registry.js';
import type { SagaCalls } from '../core/saga-calls.js';
import { shownMessage } from './shown-errors.js';

/** Sagas that are processed before progress is stored. */
const BATCH = 20;
/** The maximum number of sagas a second: their wake-ups must not delay live sagas. */
const RATE = 50;
const LEASE = seconds(10);
const EXAMPLES = 10;

export interface BulkWorkerParts {
  readonly operations: Pick<BulkRepository, 'lease' | 'save'>;
  readonly sagas: Pick<SagaRepository, 'findMatching'>;
  readonly registry: Registry;
  readonly calls: SagaCalls;
  readonly around: Around;
  readonly logger: Logger;
  /** The machine's clock when absent. `now`: epoch ms; `steady`: ms of a monotonic clock. */
  readonly clock?: { now(): number; steady(): number; pause(ms: number): Promise<void> };
}

const machine: NonNullable<BulkWorkerParts['clock']> = { now: Date.now, steady: steadyNow, pause };

/**
 * Continues bulk operations that no other process holds, one after the other, until none is left or `stopping` returns true. If it is
 * killed, another process continues from the stored batch once the lease is over. Each saga is changed at most once: its journal contains
 * the operation's id. Throws when the store is unreachable.
 */
export async function carryOnBulk(parts: BulkWorkerParts, stopping: () => boolean): Promise<void> {
  const owner = randomUUID();
  while (!stopping()) {
    const operation = await lease(parts, owner);
    if (!operation) return;
    try {
      await carryOn(parts, operation, stopping);
    } catch (error) {
      // releases the lease, so that the next process continues at once
      await parts.operations.save(operation, { leaseUntil: 0 }).catch(() => undefined);
      throw error;
    }
  }
}

function lease({ operations, clock = machine }: BulkWorkerParts, owner: string): Promise<BulkDocument | null> {
  const now = clock.now();
  return operations.lease(owner, now, now + LEASE);
}

async function carryOn(parts: BulkWorkerParts, operation: BulkDocument, stopping: () => boolean): Promise<void> {
  const { operations, sagas, registry, around, logger, clock = machine } = parts;
  const { _id, filter, createdAt } = operation;
  /** False when another process has taken it over. */
  const save = (set: Partial<BulkDocument>, counted?: { done: number; failed: number }) =>
    operations.save(operation, { leaseUntil: clock.now() + LEASE, ...set }, counted);
  let { cursor, batch, examples } = operation;
  for (;;) {
    if (stopping()) return void (await save({ leaseUntil: 0 }));
    const began = clock.steady();
    if (!batch) {
      const next = await sagas.findMatching(registry, filter, createdAt, cursor, BATCH);
      if (next.ids.length === 0) break;
      batch = { ids: next.ids, cursor: next.cursor as BulkPlace };
      if (!(await save({ batch }))) return;
    }
    const { ids } = batch;
    const failures = await around('orchestrator.bulk-batch', () => applyToAll(parts, operation, ids));
    ({ cursor } = batch);
    const counted = { done: ids.length - failures.length, failed: failures.length };
    examples = [...examples, ...failures].slice(0, EXAMPLES);
    const written = await save({ cursor, batch: null, examples }, counted);
    if (!written) return;
    batch = null;
    const took = clock.steady() - began;
    await clock.pause(Math.max(took, (ids.length / RATE) * 1000 - took));
  }
  if (await save({ state: 'DONE', doneAt: new Date(clock.now()) }))
    logger.info('A bulk operation is done', { bulk: _id, action: operation.action });
}

interface Failure {
  readonly id: string;
  readonly error: string;
}

async function applyToAll(
  parts: BulkWorkerParts,
  operation: BulkDocument,
  ids: readonly string[],
): Promise<readonly Failure[]> {
  const failures = await Promise.all(
    ids.map(async (id): Promise<Failure[]> => {
      try {
        const error = await applyTo(parts, operation, id);
        return error === undefined ? [] : [{ id, error }];
      } catch (error) {
        return [{ id, error: `${codeOf(error)}: ${shownMessage(error)}` }];
      }
    }),
  );
  return failures.flat();
}

/** The error code that a single operation of this kind would return. */
const codeOf = (error: unknown): string => {
  if (error instanceof SagaNotFound) return 'SAGA_NOT_FOUND';
  if (error instanceof OperationRefused) return error.code;
  if (error instanceof OperationInvalid) return 'VALIDATION_FAILED';
  return error instanceof NotMine ? 'SERVICE_UNAVAILABLE' : toProblem(error).code;
};

/** Returns why it could not be done; undefined when it is done, now or before a crash. */
async function applyTo(
  { calls }: BulkWorkerParts,
  { _id: bulk, action, by, reason, step = '', phase, outcome = 'done', reply, confirm = false }: BulkDocument,
  id: string,
): Promise<string | undefined> {
  const request = { by, reason, bulk };
  const onStep = { ...request, step, ...(phase ? { phase } : {}) };
  const acts: Record<BulkDocument['action'], () => Promise<Answer>> = {
    retry: () => calls.retry(id, request),
    compensate: () => calls.compensate(id, request),
    resolve: () => calls.resolve(id, request),
    force: () => calls.force(id, { ...onStep, outcome, confirm, ...(reply ? { reply } : {}) }),
    restart: () => calls.restart(id, onStep),
  };
  const { answer, saga } = await acts[action]();
  return answer === 'late' ? `SAGA_FINISHED: it has ended as ${saga.state}.` : undefined;
}
