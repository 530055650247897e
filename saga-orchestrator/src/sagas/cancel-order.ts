import { idSchema } from '@shop/common/validation/validate';
import { CANCEL_REASONS } from '@shop/protos/contract';
import Joi from 'joi';
import { v5 as uuidv5 } from 'uuid';
import type { Definition } from 'saga-engine/core/definition';
import { followUp, saga } from 'saga-engine/core/saga';
import { cancelOrderLabels } from './cancel-order.labels.js';
import { orders, payments, stock } from './participants.js';
import { untilDone } from './retry-policies.js';

export interface CancelOrder {
  orderId: string;
  /** CUSTOMER_CANCELLED, ADMIN_CANCELLED or FAILED. */
  reason: string;
  /** The order's owner, to find the saga by. */
  userId?: string;
}

const NAMESPACE = '4f0a3f1e-6a2b-5a55-9d38-2f1f2c0a7b6e';

/**
 * The id of the saga that cancels a confirmed order: the same for every request, so that it happens once. Given that saga's own id,
 * the id of the saga that continues it after it was resolved by hand.
 */
export const cancelOrderId = (orderId: string): string => uuidv5(`cancel-order ${orderId}`, NAMESPACE);

/**
 * Cancels a confirmed order and its changes. A change under way is stopped first, so that nothing is charged after the refund. This saga
 * never compensates: each step is retried until it is done. Its commands are addressed by the order, so what was already done, by this saga
 * or by hand at the provider, is not done again.
 */
export const cancelOrder: Definition<CancelOrder> = saga<CancelOrder>('cancel-order', {
  version: 2,
  input: Joi.object<CancelOrder, true>({
    orderId: idSchema.required(),
    reason: Joi.string()
      .valid(...CANCEL_REASONS)
      .required(),
    userId: idSchema,
  }),
  shown: { input: ['orderId', 'reason'], replies: { 'refund-payment': ['refundedMinor'] }, words: true },
  correlation: { kind: 'order', of: ({ orderId }) => orderId },
  labels: cancelOrderLabels,
})
  .retriable('stop-changes', { command: (s) => orders.stopChanges({ orderId: s.input.orderId }), retry: untilDone })
  .retriable('refund-payment', { command: (s) => payments.refundOrder({ orderId: s.input.orderId }), retry: untilDone })
  .retriable('restock', { command: (s) => stock.restock({ orderId: s.input.orderId }), retry: untilDone })
  .retriable('mark-cancelled', {
    command: (s) => orders.markCancelled({ orderId: s.input.orderId, reason: s.input.reason }),
    retry: untilDone,
  })
  .end({ onResolve: (s) => followUp(cancelOrder, cancelOrderId(s.id), s.input) });
