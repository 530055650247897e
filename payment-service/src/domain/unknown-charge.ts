import type { UnknownChargeState } from '@shop/protos/contract';
import type { ListedCharge } from './listed-charge.js';

/** What an administrator decided: to give its money back, or that it is the payment of an order. */
export type ChargeDecision = {
  /** The same when the request is sent again. */
  readonly id: string;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
} & ({ readonly action: 'return' } | { readonly action: 'match'; readonly orderId: string });

/**
 * A charge that its provider has made for us and that is no payment's: what a restored backup has forgotten, or what was charged a second
 * time.
 */
export interface UnknownCharge extends ListedCharge {
  readonly _id: string;
  readonly provider: string;
  readonly state: UnknownChargeState;
  /** The latest of them, the last one last; undefined on one that was found before there were decisions. */
  readonly decisions?: readonly ChargeDecision[];
  /** Why the last decision could not be carried out: it is open again. */
  readonly problem?: string;
  /** When it was found, first and last. */
  readonly createdAt: Date;
  readonly seenAt: Date;
  /** Of one that nothing is to be done about any more: when it is forgotten. */
  readonly expiresAt?: Date;
}

/** What was decided about a charge, the last one last. */
export const decisionsOf = ({ decisions }: Pick<UnknownCharge, 'decisions'>): readonly ChargeDecision[] =>
  decisions ?? [];

/** Decisions of one charge that are kept. */
export const DECISIONS_KEPT = 20;

/** How many that are open are kept: more are counted in the log, and found again once some were seen to. */
export const MOST_OPEN = 1_000;
