import type { Behaviour } from './test-cards.js';
import type { MovementType } from './wire.js';

/** The stored data of a card: never its number or cvv. `expiry` is MM/YY. */
export interface TokenEntry {
  readonly type: 'token';
  readonly token: string;
  readonly key: string;
  readonly brand: string;
  readonly last4: string;
  readonly expiry: string;
  readonly behaviour: Behaviour;
}

/** The shop has detached a card: its token can be used for no new payment. */
interface DetachedEntry {
  readonly type: 'detached';
  readonly token: string;
}

/** A charge was created: by its authorise, or by a void that came before it. Minor units. */
interface ChargeEntry {
  readonly type: 'charge';
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly token?: string;
  readonly declineCode?: string;
  /** The confirmation that is required before anything is authorised; the id is part of the page's address. */
  readonly action?: { readonly id: string; readonly returnUrl: string };
  readonly at: string;
}

/** The customer has answered; a charge that was refused is declined with this code. */
interface AnsweredEntry {
  readonly type: 'answered';
  readonly reference: string;
  readonly declineCode?: string;
}

/** Money moved, in minor units. */
export interface MovementEntry {
  readonly type: 'movement';
  readonly id: string;
  readonly reference: string;
  readonly movement: MovementType;
  readonly amountMinor: number;
  readonly key: string;
  /** The final state that a refund reaches later. Until then a refund that will be `done` is pending. */
  readonly later?: 'done' | 'failed';
  readonly at: string;
}

/** A refund reached its final state. */
interface RefundFinishedEntry {
  readonly type: 'refund-finished';
  readonly reference: string;
  readonly id: string;
  readonly at: string;
}

/** The cardholder disputes a captured charge, the full amount. */
export interface DisputeEntry {
  readonly type: 'dispute';
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly reason: string;
  readonly evidenceDueAt: string;
  readonly at: string;
}

/** The cardholder's bank has decided. */
interface DisputeDecidedEntry {
  readonly type: 'dispute-decided';
  readonly id: string;
  readonly status: 'WON' | 'LOST';
}

/** The charge can never be authorised or captured any more. */
interface VoidedEntry {
  readonly type: 'voided';
  readonly reference: string;
}

/** A key was used for this request; repeating the request with it has no further effect. */
interface KeyEntry {
  readonly type: 'key';
  readonly key: string;
  readonly request: string;
}

/** A test card failed as intended; counted, so that it works in the end. */
interface FailureEntry {
  readonly type: 'failure';
  readonly reference: string;
  readonly call: string;
}

export type Entry =
  | TokenEntry
  | DetachedEntry
  | ChargeEntry
  | AnsweredEntry
  | MovementEntry
  | VoidedEntry
  | KeyEntry
  | FailureEntry
  | RefundFinishedEntry
  | DisputeEntry
  | DisputeDecidedEntry;

/** The sums of movements by type; minor units. */
export function sumsOf(movements: readonly MovementEntry[]): Record<MovementType, number> {
  const sums = { authorized: 0, captured: 0, voided: 0, refunded: 0 };
  for (const { movement, amountMinor } of movements) sums[movement] += amountMinor;
  return sums;
}
