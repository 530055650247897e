import { idSchema } from '@shop/common/validation/validate';
import { CHANGE_ORDER } from '@shop/protos/contract';
import type { OrderLine } from '@shop/protos/generated/shop/v1/OrderLine';
import { currencySchema } from '@shop/protos/schemas';
import type { Definition } from 'saga-engine/core/definition';
import { saga } from 'saga-engine/core/saga';
import Joi from 'joi';
import { changeOrderLabels } from './change-order.labels.js';
import { orders, payments } from './participants.js';
import { surviveOutage, untilDone } from './retry-policies.js';

export interface ChangeOrder {
  orderId: string;
  /** The order's owner. */
  userId: string;
  /** The order's revision when the change was priced. */
  revision: number;
  /** The order after the change; minor units. */
  lines: OrderLine[];
  totalMinor: number;
  /** The difference in price; below zero when the order becomes cheaper. */
  differenceMinor: number;
  currency: string;
  /** The payment method for the difference, if the order costs more. */
  paymentMethodId?: string;
}

const whole = Joi.number().integer().required();
const pricier: ChangeOrder = {
  orderId: 'order',
  userId: 'user',
  revision: 1,
  lines: [{ productId: 'product', quantity: 2, unitPriceMinor: 100, name: 'name' }],
  totalMinor: 200,
  differenceMinor: 100,
  currency: 'USD',
  paymentMethodId: 'method',
};

/**
 * Changes a confirmed order, completely or not at all. The saga's id is the change's id, which addresses its holds and its payment. A
 * higher price is captured before the pivot, so that a refused capture compensates the change.
 */
export const changeOrder: Definition<ChangeOrder> = saga<ChangeOrder>(CHANGE_ORDER, {
  version: 1,
  input: Joi.object<ChangeOrder>({
    orderId: idSchema.required(),
    userId: idSchema.required(),
    revision: whole,
    // only order-service can validate them, and has done so
    lines: Joi.any().required(),
    totalMinor: whole,
    differenceMinor: whole,
    currency: currencySchema.required(),
    paymentMethodId: idSchema,
  }),
  correlation: { kind: 'order', of: ({ orderId }) => orderId },
  shown: {
    input: [
      'orderId',
      'revision',
      'lines.productId',
      'lines.quantity',
      'lines.unitPriceMinor',
      'totalMinor',
      'differenceMinor',
      'currency',
    ],
    replies: {
      'authorize-difference': ['paymentId'],
      'capture-difference': ['paymentId'],
      'refund-difference': ['refundedMinor'],
    },
    words: true,
  },
  examples: [pricier, { ...pricier, differenceMinor: -100 }, { ...pricier, differenceMinor: 0 }],
  labels: changeOrderLabels,
})
  .step('hold-change', {
    command: (s) =>
      orders.holdChange({
        changeId: s.id,
        orderId: s.input.orderId,
        revision: s.input.revision,
        lines: s.input.lines,
        totalMinor: s.input.totalMinor,
      }),
    compensate: (s) => orders.withdrawChange({ changeId: s.id, orderId: s.input.orderId, reason: s.failure.reason }),
    retry: surviveOutage,
  })

  .step('authorize-difference', {
    unless: (s) => s.input.differenceMinor <= 0,
    command: (s) =>
      payments.authorizeChange({
        changeId: s.id,
        orderId: s.input.orderId,
        userId: s.input.userId,
        paymentMethodId: s.input.paymentMethodId ?? '',
        amountMinor: s.input.differenceMinor,
        currency: s.input.currency,
      }),
    // voids the authorisation, or refunds the captured amount
    compensate: (s) => payments.refund({ orderId: s.id }),
    retry: surviveOutage,
  })

  .step('capture-difference', {
    unless: (s) => s.input.differenceMinor <= 0,
    command: (s) => payments.capture({ orderId: s.id }),
    compensate: 'nothing',
    retry: surviveOutage,
  })

  .pivot('apply-change', {
    command: (s) => orders.applyChange({ changeId: s.id, orderId: s.input.orderId }),
    retry: untilDone,
  })

  .retriable('move-stock', {
    command: (s) => orders.moveChanged({ changeId: s.id, orderId: s.input.orderId }),
    retry: untilDone,
  })

  .retriable('refund-difference', {
    unless: (s) => s.input.differenceMinor >= 0,
    command: (s) =>
      payments.refundChange({ changeId: s.id, orderId: s.input.orderId, amountMinor: -s.input.differenceMinor }),
    retry: untilDone,
  })

  .end();
