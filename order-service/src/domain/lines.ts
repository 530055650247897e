import { invalid } from '@shop/common/errors';
import { NO_CURRENCY, writtenAmount } from '@shop/protos/money';
import { LIMITS } from './limits.js';
import type { Line } from './order.js';
import { priceMinorOf } from './price.js';
import { priceChanged, productNotFound } from './refusals.js';

/** A requested line, with the price per piece that the buyer expects: as a decimal amount, or in minor units. */
export interface RequestedLine {
  productId: string;
  quantity: number;
  price?: number;
  priceMinor?: number;
}

/** The catalogue's data of a product. */
export interface CatalogueEntry {
  name: string;
  priceMinor: number;
  currency: string;
}

/** An order's lines and the one currency of their prices. */
export interface Priced {
  lines: Line[];
  currency: string;
}

/** One line per product, quantities summed, in the order of first mention. Throws 422 when a sum is over the limit. */
export function merged(wanted: readonly RequestedLine[]): RequestedLine[] {
  const sums = new Map<string, RequestedLine>();
  for (const { productId, quantity } of wanted) {
    const sum = sums.get(productId);
    if (sum) sum.quantity += quantity;
    else sums.set(productId, { productId, quantity });
  }
  for (const { productId, quantity } of sums.values())
    if (quantity > LIMITS.quantity)
      throw invalid([
        { path: 'items', message: `ask for at most ${LIMITS.quantity} of ${productId} in all lines together` },
      ]);
  return [...sums.values()];
}

/**
 * The order's lines at the catalogue's prices, or at those of `kept`, an order's earlier lines. Throws PRODUCT_NOT_FOUND, PRICE_CHANGED
 * when a named price differs, 422 for a price that its currency does not have, for products of several currencies, and when the total is
 * over the limit.
 */
export function priced(
  wanted: readonly RequestedLine[],
  catalogue: ReadonlyMap<string, CatalogueEntry>,
  kept: Priced = { lines: [], currency: NO_CURRENCY },
): Priced {
  const prices = new Map(catalogue);
  for (const { productId, name, unitPriceMinor: priceMinor } of kept.lines)
    prices.set(productId, { name, priceMinor, currency: kept.currency });
  for (const [index, { productId, price, priceMinor }] of wanted.entries()) {
    const listed = prices.get(productId);
    if (!listed) throw productNotFound(productId);
    const expected = price === undefined ? priceMinor : priceMinorOf(price, listed.currency, `items.${index}.price`);
    if (expected !== undefined && expected !== listed.priceMinor)
      throw priceChanged(productId, listed.priceMinor, listed.currency);
  }
  const currency = oneCurrency([
    ...wanted.map(({ productId }) => prices.get(productId)!),
    ...(kept.lines.length ? [kept] : []),
  ]);
  const lines = merged(wanted).map(({ productId, quantity }) => {
    const { name, priceMinor } = prices.get(productId)!;
    return { productId, name, quantity, unitPriceMinor: priceMinor };
  });
  if (totalOf(lines) > LIMITS.totalMinor)
    throw invalid([
      { path: 'items', message: `an order may come to at most ${writtenAmount(LIMITS.totalMinor, currency)}` },
    ]);
  return { lines, currency };
}

/** The currency of all of them. Throws 422 for several: one payment has one currency. */
function oneCurrency(of: readonly { currency: string }[]): string {
  const [currency = NO_CURRENCY, ...others] = [...new Set(of.map((each) => each.currency))];
  if (others.length > 0)
    throw invalid([
      { path: 'items', message: `are priced in ${[currency, ...others].join(' and ')}: order them apart` },
    ]);
  return currency;
}

/** The total of lines, minor units. */
export const totalOf = (lines: readonly Pick<Line, 'quantity' | 'unitPriceMinor'>[]): number =>
  lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);

/** Pieces of a product in lines. */
export const quantityOf = (lines: readonly Pick<Line, 'productId' | 'quantity'>[], productId: string): number =>
  lines.find((line) => line.productId === productId)?.quantity ?? 0;

/** The lines of `after` with a larger quantity than in `before`, in product id order. */
export const growing = (before: readonly Line[], after: readonly Line[]): Line[] =>
  inTakingOrder(after.filter(({ productId, quantity }) => quantity > quantityOf(before, productId)));

/** In product id order: all orders take holds in the same order, so that no two orders wait for each other. */
export const inTakingOrder = <L extends { productId: string }>(lines: readonly L[]): L[] =>
  [...lines].sort((a, b) => (a.productId < b.productId ? -1 : 1));
