import { paidAtOnce, smoothly } from '@shop/testkit/sagas/smoothly';
import { evolve } from 'saga-engine/core/evolve';
import type { Entry, SagaRecord } from 'saga-engine/core/journal';
import { placeOrder } from '../dist/sagas/place-order.js';

/** A stored place-order saga that needs attention: its last step has failed for an hour, and its next attempt is in an hour. */
export function stuckSaga(id: string): SagaRecord {
  const at = Date.now() - 3_600_000;
  const retryAt = Date.now() + 3_600_000;
  const { name: type, version } = placeOrder;
  const { journal: done, sent } = smoothly(id, at);
  const { step } = sent.at(-1)!;
  const tries = { attempt: 12, startedAt: at, retryAt, at, count: 12, since: at };
  const journal: Entry[] = [
    ...done.slice(0, -1),
    { type: 'failed', step, phase: 'do', error: 'SERVICE_UNAVAILABLE: not now', ...tries },
  ];
  const birth = {
    id,
    type,
    version,
    correlationId: id,
    input: paidAtOnce,
    revision: journal.length,
    journal,
    createdAt: Date.now(),
  };
  const { state } = evolve(placeOrder, birth);
  return { ...birth, state, next: step, nextActionAt: retryAt, deadline: null, updatedAt: at };
}
