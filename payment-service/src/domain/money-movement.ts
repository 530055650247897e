/** What can happen to money, on the provider's word only. */
export const MOVEMENTS = ['authorized', 'captured', 'voided', 'refunded'] as const;
export type MovementType = (typeof MOVEMENTS)[number];

/** A refund that the provider took, and of which it says that nothing was given back: its money is ours again. */
export interface FailedRefund {
  /** The provider's id of the refund: that of its movement, where it was called done before. */
  readonly ref: string;
  /** When it failed. */
  readonly at: Date;
  /** The key of the call that asked for it, where the provider still knows it. */
  readonly key?: string;
}

/** One movement, as the provider's books have it. Integer minor units; `ref` is the provider's own id of it. */
export interface Movement {
  readonly type: MovementType;
  readonly amountMinor: number;
  readonly at: Date;
  readonly ref: string;
  /** The key of the call that caused it, where the provider still knows it. */
  readonly key?: string;
}

/**
 * What the provider's books say of one payment. Books only grow, an older view holds a part of a newer one; but a refund may move from
 * the movements to those that failed.
 */
export interface Books {
  /** The provider's id of the charge. */
  readonly providerRef: string;
  readonly declineCode?: string;
  /** Where the customer has to confirm it, before anything can be set aside. */
  readonly actionUrl?: string;
  /** True once it can never be authorised any more, also when nothing was ever set aside. */
  readonly voided: boolean;
  readonly movements: readonly Movement[];
  /** Refunds that the provider took and that failed for good, also those that it called done before. */
  readonly failedRefunds?: readonly FailedRefund[];
}
