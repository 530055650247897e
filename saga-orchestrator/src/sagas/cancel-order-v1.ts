import { idSchema } from '@shop/common/validation/validate';
import { CANCEL_REASONS } from '@shop/protos/contract';
import Joi from 'joi';
import { cancelOrder, cancelOrderId, type CancelOrder } from './cancel-order.js';
import type { Definition } from 'saga-engine/core/definition';
import { followUp, saga } from 'saga-engine/core/saga';
import { cancelOrderLabels } from './cancel-order.labels.js';
import { orders, payments, stock } from './participants.js';
import { untilDone } from './retry-policies.js';

/**
 * The version from before orders could be changed after their payment. Its commands are the same: participants take care of the changes.
 */
export const cancelOrderV1: Definition<CancelOrder> = saga<CancelOrder>('cancel-order', {
  version: 1,
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
  .retriable('refund-payment', { command: (s) => payments.refund({ orderId: s.input.orderId }), retry: untilDone })
  .retriable('restock', { command: (s) => stock.restock({ orderId: s.input.orderId }), retry: untilDone })
  .retriable('mark-cancelled', {
    command: (s) => orders.markCancelled({ orderId: s.input.orderId, reason: s.input.reason }),
    retry: untilDone,
  })
  .end({ onResolve: (s) => followUp(cancelOrder, cancelOrderId(s.id), s.input) });
