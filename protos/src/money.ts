/** The one currency of this shop; all of its prices and payments are in it. */
export const CURRENCY = 'USD';

const known = new Map<string, number>();

/** How many decimals amounts of a currency have: 2 of USD, 0 of KRW, 3 of KWD. Throws RangeError for what is no currency code. */
export function decimalsOf(currency: string): number {
  let decimals = known.get(currency);
  if (decimals === undefined) {
    const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions();
    known.set(currency, (decimals = maximumFractionDigits));
  }
  return decimals;
}

/** Decimal amount as it stands in JSON (29.99) → integer minor units (2999). Assumes that the amount `isMoney`. */
export const toMinor = (amount: number, currency: string = CURRENCY): number =>
  Math.round(amount * 10 ** decimalsOf(currency));

/** Integer minor units (2999) → decimal amount for JSON (29.99). */
export const fromMinor = (minor: number, currency: string = CURRENCY): number => minor / 10 ** decimalsOf(currency);

/** Integer minor units (2999) → the amount as it is written ("29.99 USD"). */
export const writtenAmount = (minor: number, currency: string): string =>
  `${fromMinor(minor, currency).toFixed(decimalsOf(currency))} ${currency}`;

/** True for a finite amount with at most the decimals of its currency, exactly: 19.990000001 and 0.1 + 0.2 are none. */
export function isMoney(amount: number, currency: string = CURRENCY): boolean {
  if (!Number.isFinite(amount)) return false;
  // the shortest decimal that stands for this very number
  const [mantissa = '', exponent = '0'] = String(Math.abs(amount)).split('e');
  const fraction = mantissa.split('.')[1] ?? '';
  return fraction.length - Number(exponent) <= decimalsOf(currency);
}
