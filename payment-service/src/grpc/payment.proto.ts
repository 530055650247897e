import type { Payment as PaymentMessage } from '@shop/protos/generated/shop/v1/Payment';
import type { PaymentAudit } from '@shop/protos/generated/shop/v1/PaymentAudit';
import { totals } from '../domain/ledger.js';
import { shownStatus, type Payment } from '../domain/payment.js';
import type { AuditedOrder, AuditedPayment } from '../use-cases/audit-payments.js';

/** A payment as the contract's message. */
export const toMessage = (payment: Payment): PaymentMessage => ({
  id: payment._id,
  orderId: payment.orderId,
  userId: payment.userId,
  status: shownStatus(payment),
  actionUrl: (shownStatus(payment) === 'REQUIRES_ACTION' && payment.actionUrl) || '',
  amountMinor: payment.amountMinor,
  refundedMinor: totals(payment.ledger).givenBack,
  currency: payment.currency,
  brand: payment.card?.brand ?? '',
  last4: payment.card?.last4 ?? '',
  declineCode: payment.declineCode ?? '',
  failedRefundMinor: payment.failedRefund?.amountMinor ?? 0,
  changeId: payment.changeId ?? '',
});

/** The audit of an order's payment and those of its changes, each with the provider's books. */
export const toAudit = ({ changes, ...audited }: AuditedOrder): PaymentAudit => ({
  ...ofOne(audited),
  changes: changes.map(ofOne),
});

function ofOne({ payment, books, lostMinor }: AuditedPayment): PaymentAudit {
  const ours = totals(payment.ledger);
  const theirs = totals(books?.movements ?? []);
  return {
    payment: toMessage(payment),
    ledgerAuthorizedMinor: ours.authorized - ours.voided,
    ledgerCapturedMinor: ours.captured,
    ledgerRefundedMinor: ours.refunded,
    ledgerRefundedByHandMinor: ours.byHand,
    captures: payment.ledger.filter(({ type }) => type === 'captured').length,
    providerAuthorizedMinor: theirs.authorized - theirs.voided,
    providerCapturedMinor: theirs.captured,
    providerRefundedMinor: theirs.refunded,
    providerKnown: books !== undefined,
    tombstone: payment.tombstone,
    signalPending: payment.signalIntent !== undefined,
    lostMinor,
  };
}
