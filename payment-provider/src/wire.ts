/** The movements of money. */
export type MovementType = 'authorized' | 'captured' | 'voided' | 'refunded';

/** A charge in this provider's answers and webhooks. Minor units; times ISO 8601. */
export interface WireCharge {
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly declineCode?: string;
  readonly voided: boolean;
  /** The page on which the customer must confirm it, while that is required. */
  readonly actionUrl?: string;
  readonly movements: readonly {
    readonly id: string;
    readonly type: MovementType;
    readonly amountMinor: number;
    readonly key: string;
    readonly at: string;
  }[];
  /** Refunds that failed; they are no longer in `movements`. */
  readonly failedRefunds?: readonly { readonly id: string; readonly key: string; readonly at: string }[];
}

/** A page of all charges, the oldest first. */
export interface WireList {
  readonly items: readonly (WireCharge & { readonly at: string })[];
  /** Where the next page begins; left out on the last one. */
  readonly next?: number;
}

/** A dispute in this provider's answers: open until the cardholder's bank has decided. */
export interface WireDispute {
  readonly id: string;
  readonly reference: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  /** Deadline for evidence; left out once it is decided. */
  readonly evidenceDueAt?: string;
  readonly at: string;
}

/** A page of disputes, the oldest first. */
export interface WireDisputeList {
  readonly items: readonly WireDispute[];
  /** Where the next page begins; left out on the last one. */
  readonly next?: number;
}

/** The content of a webhook. */
export type WireNotification =
  | { readonly type: 'charge.changed'; readonly charge: WireCharge }
  | { readonly type: 'dispute.changed'; readonly dispute: WireDispute };

/** The body of a webhook. */
export type WireEvent = WireNotification & { readonly id: string };
