import { MOVEMENTS, type FailedRefund, type Movement, type MovementType } from './money-movement.js';

/**
 * The types of ledger lines: a movement that the provider reports, a refund that was written and has failed since, or money that was
 * refunded outside the provider, which an administrator reports.
 */
export const LINES = [...MOVEMENTS, 'refund_failed', 'refunded_by_hand'] as const;
export type LineType = (typeof LINES)[number];

/** One movement of money, written in the same update as the status that follows from it. */
export interface LedgerLine {
  readonly type: LineType;
  /** Integer minor units, above zero. */
  readonly amountMinor: number;
  readonly at: Date;
  /** The provider's id of the movement, or ours for a refund by hand. Unique, so that no movement is written twice. */
  readonly providerRef: string;
  /** For a refund by hand: the administrator, and how the money was refunded. */
  readonly by?: string;
  readonly reason?: string;
  /** W3C trace context of the work that wrote it, where that was recorded. */
  readonly trace?: string;
}

/** Sums of a ledger, minor units. */
export interface Totals {
  readonly authorized: number;
  readonly voided: number;
  readonly captured: number;
  /** Refunded by the provider, without refunds that failed afterwards. */
  readonly refunded: number;
  readonly byHand: number;
  /** Refunded by the provider and by hand. */
  readonly givenBack: number;
}

/** Sums by type, of ledger lines or of the provider's movements. */
export function totals(lines: readonly { type: LineType; amountMinor: number }[]): Totals {
  const sums = { authorized: 0, voided: 0, captured: 0, refunded: 0, refund_failed: 0, refunded_by_hand: 0 };
  for (const { type, amountMinor } of lines) sums[type] += amountMinor;
  const { authorized, voided, captured, refunded_by_hand: byHand } = sums;
  const refunded = sums.refunded - sums.refund_failed;
  return { authorized, voided, captured, refunded, byHand, givenBack: refunded + byHand };
}

/** The amount that a charge holds or, once captured, keeps; minor units. Refunds by hand do not change the charge. */
export const heldOrKept = ({ authorized, voided, captured, refunded }: Totals): number =>
  captured > 0 ? captured - refunded : authorized - voided;

// the order in which the movements of one charge can happen
const ORDER: Record<MovementType, number> = { authorized: 0, voided: 1, captured: 1, refunded: 2 };

/** The lines that are in the provider's books and missing in the ledger, in the order in which they can have happened. */
export function missingLines(ledger: readonly LedgerLine[], movements: readonly Movement[]): LedgerLine[] {
  const known = new Set(ledger.map((line) => line.providerRef));
  return movements
    .filter((movement) => !known.has(movement.ref))
    .map(({ type, amountMinor, at, ref }) => ({ type, amountMinor, at, providerRef: ref }))
    .sort((a, b) => ORDER[a.type] - ORDER[b.type] || a.at.getTime() - b.at.getTime());
}

/** The lines that reverse refunds of the ledger that have failed since; none for a refund that was never written. */
export function failureLines(ledger: readonly LedgerLine[], failed: readonly FailedRefund[]): LedgerLine[] {
  return failed.flatMap(({ ref, at }) => {
    const line = ledger.find(({ type, providerRef }) => type === 'refunded' && providerRef === ref);
    const providerRef = `${ref}:failed`;
    if (!line || ledger.some((each) => each.providerRef === providerRef)) return [];
    return [{ type: 'refund_failed' as const, amountMinor: line.amountMinor, at, providerRef }];
  });
}
