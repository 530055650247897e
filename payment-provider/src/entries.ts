import type { Behaviour } from './test-cards.js';
import type { MovementType } from './wire.js';

/** What is remembered of a card: never its number or cvv. `expiry` is MM/YY. */
export interface TokenEntry {
  readonly type: 'token';
  readonly token: string;
  readonly key: string;
  readonly brand: string;
  readonly last4: string;
  readonly expiry: string;
  readonly behaviour: Behaviour;
}

/** The shop has let go of a card: its token pays nothing new. */
interface DetachedEntry {
  readonly type: 'detached';
  readonly token: string;
}

/** A charge came to be: asked for, or voided before it was. Minor units. */
interface ChargeEntry {
  readonly type: 'charge';
  readonly id: string;
  readonly reference: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly token?: string;
  readonly declineCode?: string;
  /** What the customer is asked before anything is set aside: the id is the address of the page. */
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
  /** Of a refund: what becomes of it a while later. Until then one that will be `done` is pending. */
  readonly later?: 'done' | 'failed';
  readonly at: string;
}

/** A refund became what it was to become. */
interface RefundFinishedEntry {
  readonly type: 'refund-finished';
  readonly reference: string;
  readonly id: string;
  readonly at: string;
}

/** The cardholder disputes a charge that was captured, all of it. */
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

/** A key was used for this request; the same request with it does nothing more. */
interface KeyEntry {
  readonly type: 'key';
  readonly key: string;
  readonly request: string;
}

/** A test card failed as it is meant to; counted, so that it works in the end. */
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

/** What movements add up to, by what they are; minor units. */
export function sumsOf(movements: readonly MovementEntry[]): Record<MovementType, number> {
  const sums = { authorized: 0, captured: 0, voided: 0, refunded: 0 };
  for (const { movement, amountMinor } of movements) sums[movement] += amountMinor;
  return sums;
}
