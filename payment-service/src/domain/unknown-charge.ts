import type { ListedCharge } from './listed-charge.js';

/** What was found: still to be seen to; gone by itself, as its payment is there again or its money is not. */
export const UNKNOWN_CHARGE_STATES = ['OPEN', 'GONE'] as const;
export type UnknownChargeState = (typeof UNKNOWN_CHARGE_STATES)[number];

/**
 * A charge that its provider has made for us and that is no payment's: what a restored backup has forgotten, or what was charged a second
 * time.
 */
export interface UnknownCharge extends ListedCharge {
  readonly _id: string;
  readonly provider: string;
  readonly state: UnknownChargeState;
  /** When it was found, first and last. */
  readonly createdAt: Date;
  readonly seenAt: Date;
  /** Of one that nothing is to be done about any more: when it is forgotten. */
  readonly expiresAt?: Date;
}

/** How many that are open are kept: more are counted in the log, and found again once some were seen to. */
export const MOST_OPEN = 1_000;
