import type { Address } from '@shop/protos/generated/shop/v1/Address';
import type { OrderLine } from '@shop/protos/generated/shop/v1/OrderLine';
import { idSchema } from '@shop/common/validation/validate';
import { hours } from 'saga-engine/core/duration';
import { followUp, saga } from 'saga-engine/core/saga';
import Joi from 'joi';
import { cancelOrder, cancelOrderId } from './cancel-order.js';
import { cancelReason } from './cancel-reason.js';
import { orders, payments, paymentSubmitted, stock } from './participants.js';
import { surviveOutage, untilDone } from './retry-policies.js';
import { placeOrderLabels } from './place-order.labels.js';

export interface PlaceOrderV1 {
  userId: string;
  lines: OrderLine[];
  shippingAddress: Address;
  /** Pay with this at once; without it the order waits for the payment. */
  paymentMethodId?: string;
  /** How long it waits, milliseconds. */
  paymentTimeoutMs: number;
}

/**
 * Only order-service can validate lines and address, and has done so: an order that it accepted is not refused here, whichever release
 * accepted it.
 */
const ofOrderService = Joi.any().required();
const input = Joi.object<PlaceOrderV1>({
  userId: idSchema.required(),
  lines: ofOrderService,
  shippingAddress: ofOrderService,
  paymentMethodId: idSchema,
  paymentTimeoutMs: Joi.number().integer().min(1).required(),
});

const unpaid: PlaceOrderV1 = {
  userId: 'user',
  lines: [{ productId: 'product', quantity: 2, unitPriceMinor: 100, name: 'name' }],
  shippingAddress: { street: 'street', city: 'city', zipCode: 'zip' },
  paymentTimeoutMs: 1,
};

/** One saga is one order: the saga's id is the order's id, so every undo can be addressed without a reply. */
export const placeOrderV1 = saga<PlaceOrderV1>('place-order', {
  version: 1,
  within: hours(25),
  expires: 'FAILED',
  input,
  correlation: { kind: 'order' },
  shown: {
    input: ['lines.productId', 'lines.quantity', 'lines.unitPriceMinor', 'paymentTimeoutMs'],
    replies: {
      'create-order': ['totalMinor', 'currency'],
      'payment-submitted': ['amountMinor', 'currency'],
      'authorize-payment': ['paymentId'],
      'capture-payment': ['paymentId'],
    },
    words: true,
  },
  examples: [unpaid, { ...unpaid, paymentMethodId: 'method' }],
  labels: placeOrderLabels,
})
  .step('create-order', {
    command: (s) =>
      orders.create({
        orderId: s.id,
        userId: s.input.userId,
        lines: s.input.lines,
        shippingAddress: s.input.shippingAddress,
        paidAtOnce: Boolean(s.input.paymentMethodId),
      }),
    compensate: (s) => orders.cancel({ orderId: s.id, reason: cancelReason(s.failure) }),
    retry: surviveOutage,
  })

  .step('reserve-stock', {
    command: (s) => stock.reserve({ orderId: s.id }),
    compensate: (s) => stock.release({ orderId: s.id }),
    retry: surviveOutage,
  })

  .waitFor(paymentSubmitted, {
    within: (s) => s.input.paymentTimeoutMs,
    unless: (s) => s.input.paymentMethodId,
    expires: 'PAYMENT_TIMEOUT',
  })

  .step('authorize-payment', {
    command: (s) =>
      payments.authorize({
        orderId: s.id,
        userId: s.input.userId,
        paymentMethodId: s.paymentSubmitted?.paymentMethodId ?? s.input.paymentMethodId ?? '',
        amountMinor: s.paymentSubmitted?.amountMinor ?? s.createOrder.totalMinor,
        currency: s.paymentSubmitted?.currency ?? s.createOrder.currency,
      }),
    compensate: (s) => payments.void({ orderId: s.id }),
    retry: surviveOutage,
  })

  .pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }), retry: untilDone })

  .retriable('capture-payment', { command: (s) => payments.capture({ orderId: s.id }), retry: untilDone })

  .end({
    onLateCancel: (s) =>
      followUp(cancelOrder, cancelOrderId(s.id), {
        orderId: s.id,
        reason: cancelReason(s.cancel),
        userId: s.input.userId,
      }),
  });
