/** The one currency of this shop; all of its prices and payments are in it. */
export const CURRENCY = 'USD';

/** Decimal amount as it stands in JSON (29.99) → integer minor units (2999). Assumes at most two decimals, see `isMoney`. */
export const toMinor = (amount: number): number => Math.round(amount * 100);

/** Integer minor units (2999) → decimal amount for JSON (29.99). */
export const fromMinor = (minor: number): number => minor / 100;

/** True for a finite amount with at most two decimals. */
export const isMoney = (amount: number): boolean =>
  Number.isFinite(amount) && Math.abs(amount * 100 - Math.round(amount * 100)) < 1e-6;
