import { invalid } from '@shop/common/errors';
import { serve, type Served } from '@shop/common/grpc-server';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { StartSagaRequest__Output } from '@shop/protos/generated/shop/v1/StartSagaRequest';
import type { Beginning } from '../engine/start.js';
import { placeOrder, type PlaceOrder } from '../sagas/place-order.js';
import { paymentSubmitted } from '../sagas/participants.js';
import { exportSaga } from '../use-cases/export.js';
import type { Sagas } from '../use-cases/sagas.js';
import { watchSaga, type Watching } from '../use-cases/watch.js';
import { toMessage } from './saga-message.js';

/** Longest wait of Start and Signal, milliseconds. */
const MAX_WAIT = 30_000;
const waitOf = (ms: number) => Math.max(0, Math.min(ms, MAX_WAIT));

/** The orchestrator's contract over gRPC. */
export const sagasService = (sagas: Sagas, watching: Watching, paymentTimeoutMs: number): Served =>
  serve<SagasDefinition>('Sagas', {
    async Start(request) {
      const { saga, created, reached } = await sagas.start(
        beginningOf(request, paymentTimeoutMs),
        request.until,
        waitOf(request.waitMs),
      );
      return { saga: toMessage(saga), created, reached };
    },
    async Signal(request) {
      const payload = request.paymentSubmitted;
      if (!payload) throw invalid([{ path: 'signal', message: 'is missing; send payment_submitted' }]);
      const { outcome, saga, reached } = await sagas.signal(
        request.sagaId,
        paymentSubmitted.name,
        payload,
        request.until,
        waitOf(request.waitMs),
      );
      return { outcome: outcome.toUpperCase(), saga: toMessage(saga), reached };
    },
    async Cancel({ orderId, by, reason }) {
      const { answer, saga } = await sagas.cancel(orderId, by, reason);
      return { saga: toMessage(saga), reached: answer !== 'late', created: false };
    },
    Get: async ({ sagaId }) => toMessage(await sagas.get(sagaId)),
    async List({ limit, cursor, ...filter }) {
      const { items, nextCursor } = await sagas.list({
        ...filter,
        limit: Math.min(limit || 20, 100),
        ...(cursor ? { cursor } : {}),
      });
      return { items: items.map(toMessage), nextCursor: nextCursor ?? '' };
    },
    Retry: async ({ sagaId, by, reason }) => toMessage(await sagas.intervene('retry', sagaId, by, required(reason))),
    Compensate: async ({ sagaId, by, reason }) =>
      toMessage(await sagas.intervene('compensate', sagaId, by, required(reason))),
    Resolve: async ({ sagaId, by, reason }) =>
      toMessage(await sagas.intervene('resolve', sagaId, by, required(reason))),
    Preview: async ({ sagaId }) => ({ actions: await sagas.preview(sagaId) }),
    Export: async ({ sagaId }) => ({ json: JSON.stringify(exportSaga(await sagas.record(sagaId))) }),
    Watch: ({ sagaId, afterRevision }, { signal }) => watchSaga(watching, sagas, sagaId, afterRevision, signal),
  });

function beginningOf({ sagaId, placeOrder: order }: StartSagaRequest__Output, paymentTimeoutMs: number): Beginning {
  if (!sagaId) throw invalid([{ path: 'saga_id', message: 'is required' }]);
  if (!order?.shippingAddress)
    throw invalid([{ path: 'place_order', message: 'is required, with lines and an address' }]);
  const { userId, lines, shippingAddress, paymentMethodId } = order;
  const input: PlaceOrder = {
    userId,
    lines,
    shippingAddress,
    paymentTimeoutMs,
    ...(paymentMethodId ? { paymentMethodId } : {}),
  };
  return { saga: placeOrder.name, id: sagaId, input };
}

function required(reason: string): string {
  if (reason.trim() === '')
    throw invalid([{ path: 'reason', message: 'is required: say why, it is kept in the audit' }]);
  return reason;
}
