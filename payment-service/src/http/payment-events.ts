import type { EventOf } from '@shop/common/events/event';
import { shopEvent, type PaymentEventType } from '@shop/protos/events';
import type { LineType } from '../domain/ledger.js';
import type { Payment } from '../domain/payment.js';
import { endedWithoutLine, paymentAt } from '../domain/payment-at.js';
import { paymentView } from './payment.view.js';

const TYPES = {
  authorized: 'payment.authorized',
  captured: 'payment.captured',
  voided: 'payment.voided',
  refunded: 'payment.refunded',
  refund_failed: 'payment.refund_failed',
  refunded_by_hand: 'payment.refunded',
} as const satisfies Record<LineType, PaymentEventType>;

/** The events of a payment: one for each line of its ledger, and one when it ended without any line. */
export function paymentEvents(payment: Payment): EventOf[] {
  const { _id, orderId: subject, ledger, status, statusTrace, updatedAt } = payment;
  const eventAt = (n: number, type: PaymentEventType, at: Date, trace: string | undefined, then: Payment): EventOf => ({
    n,
    at,
    event: shopEvent(type, { id: `${_id}.${n}`, subject, at, trace, data: paymentView(then) }),
  });
  const moved = ledger.map(({ type, at, trace }, index) =>
    eventAt(index + 1, TYPES[type], at, trace, paymentAt(payment, index + 1)),
  );
  if (!endedWithoutLine(payment)) return moved;
  const type = status === 'DECLINED' ? 'payment.declined' : 'payment.voided';
  return [...moved, eventAt(ledger.length + 1, type, updatedAt, statusTrace, payment)];
}
