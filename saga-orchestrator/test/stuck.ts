import { evolve } from 'saga-engine/core/evolve';
import type { Entry, SagaRecord } from 'saga-engine/core/journal';
import { placeOrder } from '../src/sagas/place-order.js';

/** A stored place-order saga whose capture has failed for an hour: it needs attention and is tried again in an hour. */
export function stuckSaga(id: string): SagaRecord {
  const at = Date.now() - 3_600_000;
  const retryAt = Date.now() + 3_600_000;
  const done = (step: string, reply: object): Entry => ({ type: 'done', step, reply, startedAt: at, attempt: 1, at });
  const failed = {
    type: 'failed',
    step: 'capture-payment',
    phase: 'do',
    error: 'SERVICE_UNAVAILABLE: not now',
  } as const;
  const journal: Entry[] = [
    done('create-order', { totalMinor: 100, currency: 'USD' }),
    done('reserve-stock', {}),
    done('authorize-payment', { paymentId: 'p' }),
    done('confirm-order', {}),
    { ...failed, attempt: 12, startedAt: at, retryAt, at, count: 12, since: at },
  ];
  const input = {
    userId: 'u',
    lines: [{ productId: 'pen', quantity: 1 }],
    shippingAddress: { street: 's', city: 'c', zipCode: 'z' },
    paymentMethodId: 'pm',
    paymentTimeoutMs: 60_000,
  };
  const { name: type, version } = placeOrder;
  const birth = {
    id,
    type,
    version,
    correlationId: id,
    input,
    revision: journal.length,
    journal,
    createdAt: Date.now(),
  };
  const { state } = evolve(placeOrder, birth);
  return { ...birth, state, next: 'capture-payment', nextActionAt: retryAt, deadline: null, updatedAt: at };
}
