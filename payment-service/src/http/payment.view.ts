import { fromMinor } from '@shop/protos/money';
import type { Payment } from '../domain/payment.js';
import { totals } from '../domain/ledger.js';

/** A payment as the contract shows it: decimal amounts, no token, no key. */
export function paymentView(payment: Payment) {
  const { _id, orderId, userId, status, amountMinor, currency, card, declineCode, ledger } = payment;
  return {
    id: _id,
    orderId,
    userId,
    status,
    amount: fromMinor(amountMinor, currency),
    refundedAmount: fromMinor(totals(ledger).refunded, currency),
    currency,
    card: card && { brand: card.brand, last4: card.last4 },
    ...(declineCode === null ? {} : { declineCode }),
    history: ledger.map((line) => ({
      type: line.type,
      amount: fromMinor(line.amountMinor, currency),
      at: line.at.toISOString(),
    })),
    createdAt: payment.createdAt.toISOString(),
    updatedAt: payment.updatedAt.toISOString(),
  };
}
