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

/** The body of a webhook. */
export interface WireEvent {
  readonly id: string;
  readonly type: 'charge.changed';
  readonly charge: WireCharge;
}
