import { fromMinor } from '@shop/protos/money';
import { shownStatus, type Payment, type RefundCall } from '../domain/payment.js';
import type { Dispute } from '../domain/dispute.js';
import { totals } from '../domain/ledger.js';

/** A requested refund is pending until it is in the provider's books. */
const REFUND_STATUS = { asked: 'PENDING', done: 'DONE', refused: 'FAILED' } as const satisfies Record<
  RefundCall['state'],
  string
>;

/** The part of a dispute that the customer may see as well. */
const shortView = ({ _id, status, amountMinor, currency, openedAt }: Dispute) => ({
  id: _id,
  status,
  amount: fromMinor(amountMinor, currency),
  currency,
  openedAt: openedAt.toISOString(),
});

/** A payment in the API's format, with its disputes if they are known: decimal amounts, no token, no key. */
export function paymentView(payment: Payment, disputes: readonly Dispute[] = []) {
  const { _id, orderId, userId, amountMinor, currency, card, declineCode, ledger, refunds } = payment;
  const status = shownStatus(payment);
  const outstanding = payment.failedRefund?.amountMinor;
  return {
    id: _id,
    orderId,
    ...(payment.changeId === undefined ? {} : { changeId: payment.changeId }),
    userId,
    status,
    ...(status === 'REQUIRES_ACTION' ? { nextAction: { type: 'redirect', url: payment.actionUrl } } : {}),
    amount: fromMinor(amountMinor, currency),
    refundedAmount: fromMinor(totals(ledger).givenBack, currency),
    ...(outstanding === undefined ? {} : { failedRefundAmount: fromMinor(outstanding, currency) }),
    currency,
    card: card && { brand: card.brand, last4: card.last4 },
    ...(declineCode === null ? {} : { declineCode }),
    history: ledger.map((line) => ({
      type: line.type,
      amount: fromMinor(line.amountMinor, currency),
      at: line.at.toISOString(),
    })),
    refunds: refunds.map((refund) => ({
      amount: fromMinor(refund.amountMinor, currency),
      status: REFUND_STATUS[refund.state],
      at: refund.at.toISOString(),
    })),
    ...(disputes.length === 0 ? {} : { disputes: disputes.map(shortView) }),
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
  };
}
