import type { UnknownChargeState } from '@shop/protos/contract';
import type { ListedCharge } from './listed-charge.js';

/** An administrator's decision: to refund the charge, or that it is the payment of an order. */
export type ChargeDecision = {
  /** The same when the request is sent again. */
  readonly id: string;
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
} & ({ readonly action: 'return' } | { readonly action: 'match'; readonly orderId: string });

/**
 * A charge that its provider made for this shop and that belongs to no payment: its payment was lost by restoring a backup, or it was
 * charged a second time.
 */
export interface UnknownCharge extends ListedCharge {
  readonly _id: string;
  readonly provider: string;
  readonly state: UnknownChargeState;
  /** The most recent decisions, the latest last; undefined for a charge from a release without decisions. */
  readonly decisions?: readonly ChargeDecision[];
  /** Why the last decision could not be carried out; the charge is open again. */
  readonly problem?: string;
  /** When it was found, first and last. */
  readonly createdAt: Date;
  readonly seenAt: Date;
  /** When it is deleted; set once nothing remains to be done about it. */
  readonly expiresAt?: Date;
}

/** The decisions about a charge, the latest last. */
export const decisionsOf = ({ decisions }: Pick<UnknownCharge, 'decisions'>): readonly ChargeDecision[] =>
  decisions ?? [];

/** The most decisions that are kept of one charge. */
export const DECISIONS_KEPT = 20;

/** The most open charges that are kept: further ones are counted in the log, and found again once there is room. */
export const MOST_OPEN = 1_000;
