import { ahead } from '@shop/common/ahead';
import { disputedOf } from '../domain/dispute.js';
import { paymentIdOf } from '../domain/ids.js';
import type { Books } from '../domain/money-movement.js';
import type { Payment } from '../domain/payment.js';
import { askBooks } from './ask-books.js';
import { chargeInBooks } from './charge-of.js';
import type { Parts } from './parts.js';

export interface AuditedPayment {
  readonly payment: Payment;
  /** null when the provider does not know the payment, undefined when it could not be reached. */
  readonly books: Books | null | undefined;
  /** The amount that the bank paid back to the cardholder, minor units. */
  readonly lostMinor: number;
}

/** The payment of an order, and those of its changes. */
export interface AuditedOrder extends AuditedPayment {
  readonly changes: readonly AuditedPayment[];
}

/** Selects the payments to audit. */
export interface AuditScope {
  /** Empty: all of them. */
  readonly orderIds: readonly string[];
  /** Only payments whose ids come after this one; empty: all of them. */
  readonly after: string;
}

/** Payments in one read, and in one request to the provider. */
const BATCH = 100;

/** The orders' payments, each with those of its order's changes, the provider's books and what was lost in disputes. */
export async function* auditPayments(parts: Parts, { orderIds, after }: AuditScope): AsyncGenerator<AuditedOrder> {
  for await (const batch of ahead(parts.payments.batches(BATCH, orderIds.map(paymentIdOf), after))) {
    const ofOrders = batch.filter(({ changeId }) => changeId === undefined);
    const changes = await parts.payments.ofChanges(ofOrders.map(({ orderId }) => orderId));
    const all = [...ofOrders, ...changes];
    const [books, disputes] = await Promise.all([
      askBooks(parts, all),
      parts.disputes.ofPayments(all.map(({ _id }) => _id)),
    ]);
    const audited = (payment: Payment): AuditedPayment => {
      const asked = chargeInBooks(payment) !== undefined;
      const own = disputes.filter(({ reference }) => reference === payment._id);
      const { lostMinor } = disputedOf(own, payment);
      return { payment, books: asked ? books.get(payment._id) : null, lostMinor };
    };
    for (const payment of ofOrders)
      yield {
        ...audited(payment),
        changes: changes.filter(({ orderId }) => orderId === payment.orderId).map(audited),
      };
  }
}
