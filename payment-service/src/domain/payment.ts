import type { PaymentStatus } from '@shop/protos/contract';
import type { LedgerLine } from './ledger.js';

/** What the provider was asked for when it was asked to authorise; stored before the call and sent again as it is. */
export interface AuthorizeCall {
  readonly key: string;
  /** The provider's token of the card. */
  readonly token: string;
  readonly at: Date;
  /** Where the customer comes back to from confirming it at the provider; without one a card that asks for that is declined. */
  readonly returnUrl?: string;
}

/** Any other call to the provider, stored before it is made. */
export interface KeyedCall {
  readonly key: string;
  readonly at: Date;
}

/**
 * A refund that was accepted; `done` once the provider's books have it, `refused` when it gave nothing back, which it may turn out to be
 * long after it was done.
 */
export interface RefundCall extends KeyedCall {
  readonly amountMinor: number;
  readonly state: 'asked' | 'done' | 'refused';
  /** The provider's id of it once it has failed there: books of before that may still come. */
  readonly failedRef?: string;
  /** How much of it replaces a refund that failed before, minor units. */
  readonly makesGood?: number;
}

/** Money that a refund which failed has left here and that was to be given back: an administrator sees to it. */
interface FailedRefunds {
  /** Minor units, above zero. */
  readonly amountMinor: number;
  readonly since: Date;
}

/** The order's saga has still to be told something; it may have been all the same. */
interface SignalIntent {
  readonly at: Date;
  readonly nextAttemptAt: Date;
  readonly attempts: number;
}

/** One payment: an order has one, and one for each change that made it cost more. Amounts are integer minor units; money moves only by `ledger`. */
export interface Payment {
  readonly _id: string;
  readonly orderId: string;
  /** The change of the order that it pays. */
  readonly changeId?: string;
  readonly userId: string;
  readonly methodId: string;
  /** Name of the provider that has its charge; not written by earlier releases. */
  readonly provider?: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly card: { readonly brand: string; readonly last4: string } | null;
  readonly status: PaymentStatus;
  readonly declineCode: string | null;
  readonly ledger: readonly LedgerLine[];
  /** The provider's id of the charge, once known. */
  readonly providerRef: string | null;
  readonly calls: { readonly authorize?: AuthorizeCall; readonly void?: KeyedCall; readonly capture?: KeyedCall };
  readonly refunds: readonly RefundCall[];
  /** There while something that was to be given back was not, and nobody has asked for it again. */
  readonly failedRefund?: FailedRefunds;
  /** When the reconciler looks at it, null when nothing is in doubt. */
  readonly nextCheckAt: Date | null;
  /** There until the saga has been told that the payment was submitted. */
  readonly signalIntent?: SignalIntent;
  /** How many events were told of it, and its status after the last of them. */
  readonly told?: number;
  readonly toldStatus?: PaymentStatus;
  /** W3C trace context of the work that gave it its status, where that was recorded. */
  readonly statusTrace?: string;
  /** Where the customer confirms it at the provider; stays when that is done. */
  readonly actionUrl?: string;
  /** There until the saga has been told that the provider has the customer's answer. */
  readonly answerIntent?: SignalIntent;
  /** The mark of a void that came first: nobody's payment, shown to nobody. */
  readonly tombstone: boolean;
  /** Rises with every change; changes are made only to the revision that was read. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * How it stands, as it is shown. REQUIRES_ACTION is stored as PENDING with an address: to a release that does not know it, the
 * provider was asked and has not decided, which is what it must act on.
 */
export const shownStatus = ({ status, actionUrl }: Pick<Payment, 'status' | 'actionUrl'>): PaymentStatus =>
  status === 'PENDING' && actionUrl !== undefined ? 'REQUIRES_ACTION' : status;

/** True while the provider was not asked to authorise it: its saga has not come to it, or never will. */
export const isUnsent = ({ status, calls, tombstone }: Payment): boolean =>
  !tombstone && status === 'PENDING' && calls.authorize === undefined;

/**
 * True for a payment that was restored to a moment before its provider was asked, and may have a charge there all the same. Webhooks of that
 * charge may have been taken over since.
 */
export const lacksCall = ({ status, calls, tombstone }: Payment): boolean =>
  !tombstone && calls.authorize === undefined && !['VOIDED', 'FAILED', 'DECLINED'].includes(status);
