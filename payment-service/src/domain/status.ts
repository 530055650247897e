import type { PaymentStatus } from '@shop/protos/contract';
import type { LedgerLine } from './ledger.js';
import { totals } from './ledger.js';

/** The provider's books contradict the ledger: a line is not a valid transition. Nothing is written; an administrator must compare them. */
export class WrongTransition extends Error {
  constructor(status: PaymentStatus, transition: string, why: string) {
    super(`A payment that is ${status} cannot be ${transition}: ${why}.`);
    this.name = 'WrongTransition';
  }
}

const from = (status: PaymentStatus, transition: string, allowed: readonly PaymentStatus[]): void => {
  if (!allowed.includes(status)) throw new WrongTransition(status, transition, `only ${allowed.join(' or ')} can`);
};

/** The card's bank declined: nothing is or will be authorised. */
export function decline(status: PaymentStatus): PaymentStatus {
  from(status, 'declined', ['PENDING']);
  return 'DECLINED';
}

/** Abandoned before the provider held anything. */
export function fail(status: PaymentStatus): PaymentStatus {
  from(status, 'failed', ['PENDING']);
  return 'FAILED';
}

/** Will never be authorised, or is no longer authorised. */
export function voidPayment(status: PaymentStatus): PaymentStatus {
  from(status, 'voided', ['PENDING', 'AUTHORIZED']);
  return 'VOIDED';
}

/** The status after one more ledger line. Throws WrongTransition when the line is not a valid transition. */
export function afterLine(status: PaymentStatus, ledger: readonly LedgerLine[], line: LedgerLine): PaymentStatus {
  const sums = totals([...ledger, line]);
  switch (line.type) {
    case 'authorized':
      from(status, line.type, ['PENDING']);
      return 'AUTHORIZED';
    case 'voided':
      return voidPayment(status);
    case 'captured':
      from(status, line.type, ['AUTHORIZED']);
      if (sums.captured > sums.authorized)
        throw new WrongTransition(status, line.type, 'it is more than was authorised');
      return 'CAPTURED';
    case 'refunded':
    case 'refunded_by_hand':
      from(status, line.type, ['CAPTURED', 'PARTIALLY_REFUNDED']);
      if (sums.givenBack > sums.captured) throw new WrongTransition(status, line.type, 'it is more than was captured');
      return sums.givenBack === sums.captured ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
    case 'refund_failed':
      from(status, line.type, ['REFUNDED', 'PARTIALLY_REFUNDED']);
      if (sums.refunded < 0) throw new WrongTransition(status, line.type, 'it is more than was refunded');
      return sums.givenBack === 0 ? 'CAPTURED' : 'PARTIALLY_REFUNDED';
  }
}
