import { serve, type Served } from '@shop/common/grpc/server';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { OperateSagaRequest__Output } from '@shop/protos/generated/shop/v1/OperateSagaRequest';
import type { StartSagaRequest__Output } from '@shop/protos/generated/shop/v1/StartSagaRequest';
import { CALLERS } from '@shop/topology/callers';
import type { Beginning } from '@shop/saga-engine/core/start';
import { placeOrder, type PlaceOrder } from '../sagas/place-order.js';
import { paymentSubmitted, type PaymentSubmitted } from '../sagas/participants.js';
import type { Presenter } from '@shop/saga-engine/core/present';
import { exportBundle } from '../use-cases/export.js';
import type { Sagas } from '@shop/saga-engine/api/sagas';
import { watchSaga, type Watching } from '@shop/saga-engine/api/watch';
import { checked } from './requests.js';
import { toMessage } from './saga-message.js';

/** Longest wait of Start and Signal, milliseconds. */
const MAX_WAIT = 30_000;
const waitOf = (ms: number) => Math.max(0, Math.min(ms, MAX_WAIT));

/** The orchestrator's contract over gRPC. */
export const sagasService = (
  sagas: Sagas,
  present: Presenter,
  watching: Watching,
  paymentTimeoutMs: number,
): Served => {
  const intervene = async (action: 'retry' | 'compensate' | 'resolve', request: OperateSagaRequest__Output) => {
    const { sagaId, by, reason } = checked.operate(request);
    return toMessage(await sagas.intervene(action, sagaId, by, reason));
  };
  return serve<SagasDefinition>('Sagas', CALLERS.Sagas, {
    async Start(request) {
      const { saga, created, reached } = await sagas.start(
        beginningOf(checked.start(request), paymentTimeoutMs),
        request.until,
        waitOf(request.waitMs),
      );
      return { saga: toMessage(saga), created, reached };
    },
    async Signal(request) {
      const { paymentSubmitted: payload, signalId } = checked.signal(request);
      const { outcome, accepted, saga, reached } = await sagas.signal(
        request.sagaId,
        { name: paymentSubmitted.name, payload, ...(signalId ? { id: signalId } : {}) },
        request.until,
        waitOf(request.waitMs),
      );
      const acceptedSignalId =
        accepted?.id ?? (accepted?.payload as PaymentSubmitted | undefined)?.paymentMethodId ?? '';
      return { outcome: outcome.toUpperCase(), saga: toMessage(saga), reached, acceptedSignalId };
    },
    async Cancel(request) {
      const { orderId, by, reason } = checked.cancel(request);
      const { answer, saga } = await sagas.cancel(orderId, { by, reason });
      return { saga: toMessage(saga), reached: answer !== 'late', created: false };
    },
    Get: async (request) => toMessage(await sagas.get(checked.find(request).sagaId)),
    async List(request) {
      const { limit, cursor, orderId: correlationId, userId: owner, ...filter } = checked.list(request);
      const { items, nextCursor } = await sagas.list({
        ...filter,
        correlationId,
        owner,
        limit: limit || 20,
        ...(cursor ? { cursor } : {}),
      });
      return { items: items.map(toMessage), nextCursor: nextCursor ?? '' };
    },
    Retry: (request) => intervene('retry', request),
    Compensate: (request) => intervene('compensate', request),
    Resolve: (request) => intervene('resolve', request),
    Preview: async (request) => ({ actions: await sagas.preview(checked.find(request).sagaId) }),
    Export: async (request) => ({
      json: JSON.stringify(exportBundle(present, await sagas.read(checked.find(request).sagaId))),
    }),
    async *Watch(request, { signal }) {
      const { sagaId, afterRevision } = checked.watch(request);
      yield* watchSaga(watching, sagas, sagaId, afterRevision, signal);
    },
  });
};

function beginningOf({ sagaId, placeOrder: order }: StartSagaRequest__Output, paymentTimeoutMs: number): Beginning {
  // the schema has seen to both
  const { userId, lines, shippingAddress, paymentMethodId } = order!;
  const input: PlaceOrder = {
    userId,
    lines,
    shippingAddress: shippingAddress!,
    paymentTimeoutMs,
    ...(paymentMethodId ? { paymentMethodId } : {}),
  };
  return { saga: placeOrder.name, id: sagaId, input };
}
