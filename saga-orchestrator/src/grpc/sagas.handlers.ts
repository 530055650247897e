import { PAGE_LIMITS } from '@shop/common/http/paging';
import { MAX_WAIT } from '@shop/common/http/prefer';
import { serve, type Served } from '@shop/common/grpc/server';
import { seconds } from '@shop/common/time';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { OperateSagaRequest__Output } from '@shop/protos/generated/shop/v1/OperateSagaRequest';
import type { PlaceOrder__Output as PlaceOrderMessage } from '@shop/protos/generated/shop/v1/PlaceOrder';
import { CALLERS } from '@shop/topology/callers';
import { placeOrder, type PlaceOrder } from '../sagas/place-order.js';
import { paymentSubmitted, type PaymentSubmitted } from '../sagas/participants.js';
import type { SignalAnswer } from 'saga-engine/core/saga-calls';
import type { Presenter } from 'saga-engine/core/present';
import { exportBundle } from '../use-cases/export.js';
import type { Sagas } from 'saga-engine/api/sagas';
import { watchSaga, type Watching } from 'saga-engine/api/watch';
import { checked } from './requests.js';
import { toMessage } from './saga-message.js';

/** Longest wait of Start and Signal, milliseconds: the same as for clients of the REST API. */
const LONGEST_WAIT = seconds(MAX_WAIT);
/** The correlation kind of an order's saga. */
const ORDER = placeOrder.correlation!.kind;
const waitOf = (ms: number) => Math.max(0, Math.min(ms, LONGEST_WAIT));

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
      const { sagaId: id, placeOrder: order, typed } = checked.start(request);
      // the schema requires exactly one of the two
      const beginning = typed
        ? { saga: typed.type, id, input: typed.json }
        : { saga: placeOrder.name, id, input: orderInput(order!, paymentTimeoutMs) };
      const asker = typed ? 'program' : 'code';
      const { saga, ...came } = await sagas.start(beginning, request.until, waitOf(request.waitMs), asker);
      return { saga: toMessage(saga), ...came };
    },
    async Signal(request) {
      const { paymentSubmitted: payment, typed, signalId } = checked.signal(request);
      const sent = typed
        ? { name: typed.name, payload: typed.json }
        : { name: paymentSubmitted.name, payload: payment };
      const { outcome, accepted, saga, reached } = await sagas.signal(
        request.sagaId,
        { ...sent, ...(signalId ? { id: signalId } : {}) },
        request.until,
        waitOf(request.waitMs),
        typed ? 'program' : 'code',
      );
      return {
        outcome: outcome.toUpperCase(),
        saga: toMessage(saga),
        reached,
        acceptedSignalId: idOf(sent.name, accepted),
      };
    },
    async Cancel(request) {
      const { orderId, sagaId, by, reason } = checked.cancel(request);
      const { answer, saga } = await (sagaId
        ? sagas.cancel(sagaId, { by, reason }, 'program')
        : sagas.cancel(orderId, { by, reason }, 'code', ORDER));
      return { saga: toMessage(saga), reached: answer !== 'late', created: false, otherInput: false };
    },
    Get: async (request) => toMessage(await sagas.get(checked.find(request).sagaId)),
    async List(request) {
      const { limit, cursor, orderId, correlationId, userId: owner, ...filter } = checked.list(request);
      const { items, nextCursor } = await sagas.list({
        ...filter,
        correlationId: correlationId || orderId,
        owner,
        limit: limit || PAGE_LIMITS.usual,
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

/** The id of a signal; for a payment without one, the id of its payment method; no other payload is exposed. */
function idOf(signal: string, accepted: SignalAnswer['accepted']): string {
  if (accepted?.id !== undefined || signal !== paymentSubmitted.name) return accepted?.id ?? '';
  return (accepted?.payload as PaymentSubmitted | undefined)?.paymentMethodId ?? '';
}

/** Converts order-service's message to the input of a place-order saga. */
const orderInput = (
  { userId, lines, shippingAddress, paymentMethodId }: PlaceOrderMessage,
  paymentTimeoutMs: number,
): PlaceOrder => ({
  userId,
  lines,
  // the schema refuses a request without it
  shippingAddress: shippingAddress!,
  paymentTimeoutMs,
  ...(paymentMethodId ? { paymentMethodId } : {}),
});
