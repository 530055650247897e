import { conflict, elsewhere, invalid, notFound, Problem } from '@shop/common/errors';
import { sagasApi, type Sagas, type SagasParts } from 'saga-engine/api/sagas';
import { InvalidInput, NotForOperators } from 'saga-engine/api/fitting';
import { SagaNotFound } from 'saga-engine/core/refusals';
import { NotMine } from 'saga-engine/core/not-mine';
import { OperationInvalid, OperationRefused } from 'saga-engine/core/refusals';
import type { Beginning } from 'saga-engine/core/start';
import { cancelOrder, cancelOrderId, type CancelOrder } from '../sagas/cancel-order.js';
import { cancelReason } from '../sagas/cancel-reason.js';

/** The operations on the shop's sagas; the engine's errors are converted to Problems here and nowhere else. */
export function sagaUseCases(parts: Omit<SagasParts, 'undoForgotten'>): Sagas {
  const sagas = sagasApi({ ...parts, undoForgotten });
  const entries = Object.entries(sagas) as [string, (...args: unknown[]) => Promise<unknown>][];
  const translated = entries.map(([name, ask]) => [
    name,
    (...args: unknown[]) =>
      ask(...args).catch((error: unknown) => {
        throw problemOf(error);
      }),
  ]);
  return Object.fromEntries(translated) as unknown as Sagas;
}

/** An order whose saga has been deleted is cancelled by its id alone. */
const undoForgotten = (orderId: string, request: { reason: string }): Beginning => ({
  saga: cancelOrder.name,
  id: cancelOrderId(orderId),
  correlationId: orderId,
  input: { orderId, reason: cancelReason(request) } satisfies CancelOrder,
});

function problemOf(error: unknown): unknown {
  if (error instanceof SagaNotFound) return notFound('SAGA_NOT_FOUND', error.message);
  if (error instanceof OperationRefused) return conflict(error.code, error.message);
  if (error instanceof InvalidInput) return invalid(error.errors);
  if (error instanceof NotForOperators) return new Problem(403, 'FORBIDDEN', { detail: error.message });
  if (error instanceof OperationInvalid) return invalid([{ path: error.path, message: error.message }]);
  // another orchestrator can do it, or this one after its next release: the caller must retry
  if (error instanceof NotMine)
    return elsewhere(`${error.message} Another orchestrator may have it; try again shortly.`, error);
  return error;
}
