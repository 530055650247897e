/** What can happen to money. */
export type MovementType = 'authorized' | 'captured' | 'voided' | 'refunded';

/** A charge as this provider tells it, in answers and webhooks. Minor units; times ISO 8601. */
export interface WireCharge {
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly declineCode?: string;
  readonly voided: boolean;
  /** Where the customer has to confirm it, while that is asked for. */
  readonly actionUrl?: string;
  readonly movements: readonly {
    readonly id: string;
    readonly type: MovementType;
    readonly amountMinor: number;
    readonly key: string;
    readonly at: string;
  }[];
  /** Refunds that failed: the movements of before, which are no more. */
  readonly failedRefunds?: readonly { readonly id: string; readonly key: string; readonly at: string }[];
}

/** A page of all charges, the oldest first. */
export interface WireList {
  readonly items: readonly (WireCharge & { readonly at: string })[];
  /** Where the next page begins; left out on the last one. */
  readonly next?: number;
}

/** A dispute as this provider tells it: open until the cardholder's bank has decided. */
export interface WireDispute {
  readonly id: string;
  readonly reference: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  /** Until when evidence is taken; left out once it is decided. */
  readonly evidenceDueAt?: string;
  readonly at: string;
}

/** A page of disputes, the oldest first. */
export interface WireDisputeList {
  readonly items: readonly WireDispute[];
  /** Where the next page begins; left out on the last one. */
  readonly next?: number;
}

/** What a webhook tells. */
export type WireNews =
  | { readonly type: 'charge.changed'; readonly charge: WireCharge }
  | { readonly type: 'dispute.changed'; readonly dispute: WireDispute };

/** The body of a webhook. */
export type WireEvent = WireNews & { readonly id: string };
