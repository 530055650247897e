/**
 * Decimals of the currencies that do not have two, by ISO 4217. Not taken from Intl, whose decimals are for display and change with Node's
 * release: Node 20 has two for HUF and IDR, Node 24 has none (decision 0074).
 */
const DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([decimals, codes]) => codes.split(' ').map((code): [string, number] => [code, Number(decimals)])),
);

/** ISO 4217's code for "no currency", used for an order that never had a line. */
export const NO_CURRENCY = 'XXX';

/** Whether this is the code of a currency that can be paid in, as ISO 4217 writes it: "KRW". */
export const isCurrency = (code: string): boolean =>
  DECIMALS.has(code) || (code !== NO_CURRENCY && Intl.supportedValuesOf('currency').includes(code));

/** The decimals of a currency: 2 for USD, 0 for KRW, 3 for KWD. */
export const decimalsOf = (currency: string): number => DECIMALS.get(currency) ?? 2;

/** Decimal amount in JSON (29.99) → integer minor units (2999). Assumes that the amount `isMoney`. */
export const toMinor = (amount: number, currency: string): number => Math.round(amount * 10 ** decimalsOf(currency));

/** Integer minor units (2999) → decimal amount for JSON (29.99). */
export const fromMinor = (minor: number, currency: string): number => minor / 10 ** decimalsOf(currency);

/** Integer minor units (2999) → the amount as it is written ("29.99 USD"). */
export const writtenAmount = (minor: number, currency: string): string =>
  `${fromMinor(minor, currency).toFixed(decimalsOf(currency))} ${currency}`;

/** True for a finite amount with at most the decimals of its currency, exactly: 19.990000001 and 0.1 + 0.2 are not valid in USD. */
export function isMoney(amount: number, currency: string): boolean {
  if (!Number.isFinite(amount)) return false;
  // the shortest decimal that represents this number
  const [mantissa = '', exponent = '0'] = String(Math.abs(amount)).split('e');
  const fraction = mantissa.split('.')[1] ?? '';
  return fraction.length - Number(exponent) <= decimalsOf(currency);
}

/**
 * The error of an amount of this currency that must be above zero, phrased to follow its name; undefined when it is valid. `mostMinor`:
 * minor units.
 */
export function wrongAmount(amount: number, currency: string, mostMinor: number): string | undefined {
  const decimals = decimalsOf(currency);
  if (!isMoney(amount, currency))
    return decimals === 0
      ? `must be a whole number of ${currency}`
      : `must have at most ${decimals} decimals in ${currency}`;
  return toMinor(amount, currency) > mostMinor ? `must be at most ${writtenAmount(mostMinor, currency)}` : undefined;
}
