import type { DisputeStatus } from '@shop/protos/contract';

/** A dispute (chargeback) as its provider tells it. */
export interface ListedDispute {
  /** The provider's id of it. */
  readonly ref: string;
  /** Our id of the payment whose charge is disputed. */
  readonly reference: string;
  readonly status: DisputeStatus;
  /** What is disputed, minor units: mostly all that was charged. */
  readonly amountMinor: number;
  readonly currency: string;
  /** What the cardholder gives as the reason, in the provider's words. */
  readonly reason: string;
  /** Until when the provider takes evidence; undefined when it takes none any more. */
  readonly evidenceDueAt?: Date;
  readonly openedAt: Date;
}

/** A dispute as it is kept. */
export interface Dispute extends ListedDispute {
  readonly _id: string;
  readonly provider: string;
  /** When its provider was asked for what is written here: what was asked for earlier never replaces it. */
  readonly askedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What the bank has taken of a payment, and has still to decide about or has decided for the cardholder; minor units. */
export interface Disputed {
  readonly openMinor: number;
  readonly lostMinor: number;
}

/** Of these disputes of one payment. One in another currency than the payment's counts as all of it. */
export function disputedOf(
  disputes: readonly Dispute[],
  { amountMinor, currency }: { readonly amountMinor: number; readonly currency: string },
): Disputed {
  const sum = (status: DisputeStatus) =>
    disputes
      .filter((dispute) => dispute.status === status)
      .reduce((all, dispute) => all + (dispute.currency === currency ? dispute.amountMinor : amountMinor), 0);
  return { openMinor: sum('OPEN'), lostMinor: sum('LOST') };
}
