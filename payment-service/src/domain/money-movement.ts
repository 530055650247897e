/** The movements of money; only the provider reports them. */
export const MOVEMENTS = ['authorized', 'captured', 'voided', 'refunded'] as const;
export type MovementType = (typeof MOVEMENTS)[number];

/** A refund that the provider accepted and that failed later: nothing was refunded, and the shop has the money again. */
export interface FailedRefund {
  /** The provider's id of the refund: that of its movement, if it was reported as done before. */
  readonly ref: string;
  /** When it failed. */
  readonly at: Date;
  /** The key of the call that requested it, if the provider still knows it. */
  readonly key?: string;
}

/** One movement in the provider's books. Integer minor units; `ref` is the provider's id of it. */
export interface Movement {
  readonly type: MovementType;
  readonly amountMinor: number;
  readonly at: Date;
  readonly ref: string;
  /** The key of the call that caused it, if the provider still knows it. */
  readonly key?: string;
}

/**
 * The provider's books of one payment. Books only grow: an older view is a subset of a newer one, except that a refund may move from
 * `movements` to `failedRefunds`.
 */
export interface Books {
  /** The provider's id of the charge. */
  readonly providerRef: string;
  readonly declineCode?: string;
  /** The page on which the customer must confirm the payment before anything can be authorised. */
  readonly actionUrl?: string;
  /** True once the payment can never be authorised any more, also when nothing was ever authorised. */
  readonly voided: boolean;
  readonly movements: readonly Movement[];
  /** Refunds that the provider accepted and that failed permanently, also those that it reported as done before. */
  readonly failedRefunds?: readonly FailedRefund[];
}
