/** What was found: still to be seen to; gone by itself, as its payment is there again or its money is not. */
export const UNKNOWN_CHARGE_STATES = ['OPEN', 'GONE'] as const;
export type UnknownChargeState = (typeof UNKNOWN_CHARGE_STATES)[number];

/**
 * A charge that its provider has made for us and that is no payment's: what a restored backup has forgotten, or what was charged a second
 * time. Amounts are minor units.
 */
export interface UnknownCharge {
  readonly _id: string;
  readonly provider: string;
  /** The provider's id of the charge. */
  readonly providerRef: string;
  /** The payment that the provider says it is for. */
  readonly reference: string;
  readonly currency: string;
  /** What it holds or keeps. */
  readonly amountMinor: number;
  /** What was taken of it, and what of that was given back. */
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  readonly state: UnknownChargeState;
  readonly madeAt: Date;
  /** When it was found, first and last. */
  readonly createdAt: Date;
  readonly seenAt: Date;
  /** Of one that nothing is to be done about any more: when it is forgotten. */
  readonly expiresAt?: Date;
}

/** How many that are open are kept: more are counted in the log, and found again once some were seen to. */
export const MOST_OPEN = 1_000;
