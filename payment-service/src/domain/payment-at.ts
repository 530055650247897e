import type { LedgerLine } from './ledger.js';
import type { Payment } from './payment.js';
import { afterLine } from './status.js';

/** A payment as it was when the `n`th line joined its ledger. */
export function paymentAt(payment: Payment, n: number): Payment {
  const ledger = payment.ledger.slice(0, n);
  const status = ledger.reduce<[Payment['status'], LedgerLine[]]>(
    ([before, lines], line) => [afterLine(before, lines, line), [...lines, line]],
    ['PENDING', []],
  )[0];
  const { failedRefund: _now, ...then } = payment;
  return { ...then, status, declineCode: null, ledger, updatedAt: ledger.at(-1)?.at ?? payment.createdAt };
}

/** True for a payment that was declined, or given up before anything was set aside: its ledger does not say so. */
export const endedWithoutLine = ({ status, ledger, tombstone }: Payment): boolean =>
  !tombstone && (status === 'DECLINED' || (status === 'VOIDED' && ledger.at(-1)?.type !== 'voided'));
