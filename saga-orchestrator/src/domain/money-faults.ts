import type { OrderAudit__Output as OrderAudit } from '@shop/protos/generated/shop/v1/OrderAudit';
import type { PaymentAudit__Output as PaymentAudit } from '@shop/protos/generated/shop/v1/PaymentAudit';
import type { UnknownCharge__Output as UnknownCharge } from '@shop/protos/generated/shop/v1/UnknownCharge';
import type { Fault } from './audit-rules.js';

/** Money that is authorised for the order, or captured and not refunded, minor units. */
export const moneyOf = (payment: PaymentAudit | undefined): number => sum(paymentsIn(payment).map(heldOrKept));

/** The payment of an order and those of its changes, without tombstones. */
export const paymentsIn = (payment: PaymentAudit | undefined): PaymentAudit[] =>
  payment ? [payment, ...payment.changes].filter(({ tombstone }) => !tombstone) : [];

const heldOrKept = (payment: PaymentAudit): number =>
  payment.ledgerCapturedMinor > 0 ? keptOf(payment) : payment.ledgerAuthorizedMinor;

/** 0 for none. */
export const sum = (parts: readonly number[]): number => parts.reduce((total, part) => total + part, 0);

/** The captured money that was not refunded, by the provider or by hand. */
export const keptOf = ({ ledgerCapturedMinor, ledgerRefundedMinor, ledgerRefundedByHandMinor }: PaymentAudit): number =>
  ledgerCapturedMinor - ledgerRefundedMinor - ledgerRefundedByHandMinor;

/** The fault for a charge that only the provider knows. */
export const chargeFault = ({ providerRef, reference, currency, amountMinor, madeAtMs }: UnknownCharge): Fault => ({
  rule: 'charges',
  text:
    `charge ${providerRef} of ${new Date(madeAtMs).toISOString()} for payment ${reference} ` +
    `has ${amountMinor} (${currency}, minor units), and is in no payment`,
});

/**
 * The faults of an order's changes: each higher price must be captured once, lower prices refunded, and a change that was not applied must
 * have captured nothing.
 */
export function changeFaults(id: string, applied: OrderAudit['paidChanges'], paid: PaymentAudit): string[] {
  const payments = new Map(paymentsIn(paid).map((each) => [each.payment?.changeId ?? '', each]));
  const isApplied = new Set(['', ...applied.map((change) => change.id)]);
  const wrong = applied
    .filter(({ differenceMinor }) => differenceMinor > 0)
    .filter((change) => {
      const own = payments.get(change.id);
      return own?.captures !== 1 || own.ledgerCapturedMinor !== change.differenceMinor;
    });
  const left = [...payments].filter(([changeId, own]) => !isApplied.has(changeId) && heldOrKept(own) !== 0);
  const less = -sum(applied.map(({ differenceMinor }) => Math.min(0, differenceMinor)));
  const back = sum(
    [...payments]
      .filter(([changeId]) => isApplied.has(changeId))
      // what a failed refund left to be paid back is listed for an administrator; a bank has paid back what was lost in a dispute
      .map(([, own]) => own.ledgerCapturedMinor - keptOf(own) + (own.payment?.failedRefundMinor ?? 0) + own.lostMinor),
  );
  return [
    ...wrong.map((change) => `order ${id} was changed for ${change.differenceMinor}, which was not taken once`),
    ...left.map(([changeId]) => `order ${id} was not changed by ${changeId}, whose money is held or was kept`),
    ...(back < less ? [`order ${id} was changed to cost ${less} less, ${back} were given back`] : []),
  ];
}

/** The differences between a payment's ledger and the provider's books. */
export function bookFaults({ payment, providerKnown, ...books }: PaymentAudit): string[] {
  if (!payment) return [];
  if (!providerKnown) return [`payment ${payment.id}: the provider could not be asked`];
  const differ =
    books.ledgerCapturedMinor !== books.providerCapturedMinor ||
    books.ledgerRefundedMinor !== books.providerRefundedMinor ||
    books.ledgerAuthorizedMinor !== books.providerAuthorizedMinor;
  if (!differ) return [];
  const ours = `${books.ledgerAuthorizedMinor}/${books.ledgerCapturedMinor}/${books.ledgerRefundedMinor}`;
  const theirs = `${books.providerAuthorizedMinor}/${books.providerCapturedMinor}/${books.providerRefundedMinor}`;
  return [`payment ${payment.id}: authorised/captured/refunded is ${ours} here and ${theirs} at the provider`];
}
