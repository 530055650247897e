/**
 * Decimals of the currencies that have other than two, by ISO 4217. Not from Intl, whose decimals are those that prices are shown
 * with and change with a release of Node: 20 says two of HUF and IDR, 24 says none (decision 0074).
 */
const DECIMALS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
    3: 'BHD IQD JOD KWD LYD OMR TND',
    4: 'CLF UYW',
  }).flatMap(([decimals, codes]) => codes.split(' ').map((code): [string, number] => [code, Number(decimals)])),
);

/** ISO 4217's code for "no currency": of an order that never had a line. */
export const NO_CURRENCY = 'XXX';

/** Whether this is the code of a currency that can be paid in, as ISO 4217 writes it: "KRW". */
export const isCurrency = (code: string): boolean =>
  DECIMALS.has(code) || (code !== NO_CURRENCY && Intl.supportedValuesOf('currency').includes(code));

/** How many decimals amounts of a currency have: 2 of USD, 0 of KRW, 3 of KWD. */
export const decimalsOf = (currency: string): number => DECIMALS.get(currency) ?? 2;

/** Decimal amount as it stands in JSON (29.99) → integer minor units (2999). Assumes that the amount `isMoney`. */
export const toMinor = (amount: number, currency: string): number => Math.round(amount * 10 ** decimalsOf(currency));

/** Integer minor units (2999) → decimal amount for JSON (29.99). */
export const fromMinor = (minor: number, currency: string): number => minor / 10 ** decimalsOf(currency);

/** Integer minor units (2999) → the amount as it is written ("29.99 USD"). */
export const writtenAmount = (minor: number, currency: string): string =>
  `${fromMinor(minor, currency).toFixed(decimalsOf(currency))} ${currency}`;

/** True for a finite amount with at most the decimals of its currency, exactly: 19.990000001 and 0.1 + 0.2 are none of USD. */
export function isMoney(amount: number, currency: string): boolean {
  if (!Number.isFinite(amount)) return false;
  // the shortest decimal that stands for this very number
  const [mantissa = '', exponent = '0'] = String(Math.abs(amount)).split('e');
  const fraction = mantissa.split('.')[1] ?? '';
  return fraction.length - Number(exponent) <= decimalsOf(currency);
}

/** What is wrong with an amount above zero of this currency, to be said after its name; undefined when nothing is. `mostMinor`: minor units. */
export function wrongAmount(amount: number, currency: string, mostMinor: number): string | undefined {
  const decimals = decimalsOf(currency);
  if (!isMoney(amount, currency))
    return decimals === 0
      ? `must be a whole number of ${currency}`
      : `must have at most ${decimals} decimals in ${currency}`;
  return toMinor(amount, currency) > mostMinor ? `must be at most ${writtenAmount(mostMinor, currency)}` : undefined;
}
