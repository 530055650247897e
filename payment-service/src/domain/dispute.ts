import type { DisputeStatus } from '@shop/protos/contract';

/** A dispute (chargeback) as its provider reports it. */
export interface ListedDispute {
  /** The provider's id of the dispute. */
  readonly ref: string;
  /** Our id of the payment whose charge is disputed. */
  readonly reference: string;
  readonly status: DisputeStatus;
  /** The disputed amount, minor units: usually the whole charge. */
  readonly amountMinor: number;
  readonly currency: string;
  /** The cardholder's reason, in the provider's words. */
  readonly reason: string;
  /** Deadline for evidence; undefined when the provider accepts none any more. */
  readonly evidenceDueAt?: Date;
  readonly openedAt: Date;
}

/** A dispute as it is stored. */
export interface Dispute extends ListedDispute {
  readonly _id: string;
  readonly provider: string;
  /** When the provider was sent the request whose answer is stored here; an answer to an earlier request never replaces it. */
  readonly askedAt: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The amounts of a payment that its bank has taken and not decided about, or has decided for the cardholder; minor units. */
export interface Disputed {
  readonly openMinor: number;
  readonly lostMinor: number;
}

/** The sums over the disputes of one payment. A dispute in another currency than the payment's counts as the full amount. */
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
