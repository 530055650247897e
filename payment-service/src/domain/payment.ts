import type { PaymentStatus } from '@shop/protos/contract';
import type { LedgerLine } from './ledger.js';

/** The request to authorise that the provider was sent; stored before the call and sent again unchanged. */
export interface AuthorizeCall {
  readonly key: string;
  /** The provider's token of the card. */
  readonly token: string;
  readonly at: Date;
  /**
   * The page to which the customer returns after confirming it at the provider; without it a card that requires confirmation is declined.
   */
  readonly returnUrl?: string;
}

/** Any other call to the provider, stored before it is made. */
export interface KeyedCall {
  readonly key: string;
  readonly at: Date;
}

/**
 * An accepted refund; `done` once it is in the provider's books, `refused` when nothing was refunded, which may turn out long after it was
 * done.
 */
export interface RefundCall extends KeyedCall {
  readonly amountMinor: number;
  readonly state: 'asked' | 'done' | 'refused';
  /** The provider's id of it once it has failed there; older books may still arrive and list it. */
  readonly failedRef?: string;
  /** The part of it that replaces an earlier failed refund, minor units. */
  readonly makesGood?: number;
}

/** Money that was to be refunded and was not, because the refund failed: an administrator takes care of it. */
interface FailedRefunds {
  /** Minor units, above zero. */
  readonly amountMinor: number;
  readonly since: Date;
}

/** A signal that is still to be sent to the order's saga; it may already have been received. */
interface SignalIntent {
  readonly at: Date;
  readonly nextAttemptAt: Date;
  readonly attempts: number;
}

/**
 * One payment. An order has one, and one more for each change that made it cost more. Amounts are integer minor units; each movement of
 * money is a line of `ledger`.
 */
export interface Payment {
  readonly _id: string;
  readonly orderId: string;
  /** The change of the order that this payment pays for. */
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
  /** Present while money that was to be refunded was not, and nobody has requested it again. */
  readonly failedRefund?: FailedRefunds;
  /** When the reconciler checks it, null when nothing is in doubt. */
  readonly nextCheckAt: Date | null;
  /** Present until the saga has received the signal that the payment was submitted. */
  readonly signalIntent?: SignalIntent;
  /** Number of events that were published about it, and its status after the last of them. */
  readonly told?: number;
  readonly toldStatus?: PaymentStatus;
  /** W3C trace context of the work that gave it its status, where that was recorded. */
  readonly statusTrace?: string;
  /** The page at the provider on which the customer confirms it; kept afterwards. */
  readonly actionUrl?: string;
  /** Present until the saga has received the signal that the provider has the customer's answer. */
  readonly answerIntent?: SignalIntent;
  /** The tombstone of a void that came before its authorise: not a payment, and never shown. */
  readonly tombstone: boolean;
  /** Incremented with every change; a change applies only to the revision that was read. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/**
 * The status that is shown. REQUIRES_ACTION is stored as PENDING with an `actionUrl`: a release that does not know it reads that the
 * provider was asked and has not decided, which is correct for it.
 */
export const shownStatus = ({ status, actionUrl }: Pick<Payment, 'status' | 'actionUrl'>): PaymentStatus =>
  status === 'PENDING' && actionUrl !== undefined ? 'REQUIRES_ACTION' : status;

/** True while the provider was not asked to authorise it: its saga has not reached it, or never will. */
export const isUnsent = ({ status, calls, tombstone }: Payment): boolean =>
  !tombstone && status === 'PENDING' && calls.authorize === undefined;

/**
 * True for a payment that its provider refused or was never asked for, so that no charge is its own. One with its reference was made
 * before a backup was restored, and belongs to no payment now.
 */
export const hasNoCharge = ({ status }: Pick<Payment, 'status'>): boolean => status === 'FAILED';

/**
 * True for a payment that a backup restored to a time before its provider was asked, so that the provider may have a charge for it.
 * Webhooks of that charge may have been recorded since.
 */
export const lacksCall = ({ status, calls, tombstone }: Payment): boolean =>
  !tombstone && calls.authorize === undefined && !['VOIDED', 'FAILED', 'DECLINED'].includes(status);
