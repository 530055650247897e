/** A charge as the built-in provider tells it, in answers and webhooks. Minor units; times ISO 8601. */
export interface WireCharge {
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly declineCode?: string;
  readonly voided: boolean;
  readonly movements: readonly {
    readonly id: string;
    readonly type: 'authorized' | 'captured' | 'voided' | 'refunded';
    readonly amountMinor: number;
    readonly key: string;
    readonly at: string;
  }[];
}

/** The body of a webhook. */
export interface WireEvent {
  readonly id: string;
  readonly type: 'charge.changed';
  readonly charge: WireCharge;
}
