import { invalid } from '@shop/common/errors';
import { writtenAmount } from '@shop/protos/money';
import { LIMITS } from './limits.js';
import type { Line } from './order.js';
import { priceChanged, productNotFound } from './refusals.js';

/** A line as it was asked for; a price is what the buyer believes, minor units. */
export interface Wanted {
  productId: string;
  quantity: number;
  priceMinor?: number;
}

/** What the catalogue says of a product. */
export interface Listed {
  name: string;
  priceMinor: number;
}

/** One line a product, quantities summed, in the order of first mention. Throws 422 when a sum is over the limit. */
export function merged(wanted: readonly Wanted[]): Wanted[] {
  const sums = new Map<string, Wanted>();
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
 * The order's lines at the catalogue's prices, or at those of `kept`, an order's earlier lines.
 * Throws PRODUCT_NOT_FOUND, PRICE_CHANGED when a price was named and is another, 422 when the total is over the limit.
 */
export function priced(
  wanted: readonly Wanted[],
  catalogue: ReadonlyMap<string, Listed>,
  currency: string,
  kept: readonly Line[] = [],
): Line[] {
  const prices = new Map([...catalogue, ...kept.map((line): [string, Listed] => [line.productId, listedOf(line)])]);
  for (const { productId, priceMinor } of wanted) {
    const listed = prices.get(productId);
    if (!listed) throw productNotFound(productId);
    if (priceMinor !== undefined && priceMinor !== listed.priceMinor)
      throw priceChanged(productId, listed.priceMinor, currency);
  }
  const lines = merged(wanted).map(({ productId, quantity }) => {
    const { name, priceMinor } = prices.get(productId)!;
    return { productId, name, quantity, unitPriceMinor: priceMinor };
  });
  if (totalOf(lines) > LIMITS.totalMinor)
    throw invalid([
      { path: 'items', message: `an order may come to at most ${writtenAmount(LIMITS.totalMinor, currency)}` },
    ]);
  return lines;
}

const listedOf = ({ name, unitPriceMinor }: Line): Listed => ({ name, priceMinor: unitPriceMinor });

/** What lines come to, minor units. */
export const totalOf = (lines: readonly Pick<Line, 'quantity' | 'unitPriceMinor'>[]): number =>
  lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);

/** Pieces of a product in lines. */
export const quantityOf = (lines: readonly Pick<Line, 'productId' | 'quantity'>[], productId: string): number =>
  lines.find((line) => line.productId === productId)?.quantity ?? 0;

/** The lines of `after` that need more than `before` had, in product id order. */
export const growing = (before: readonly Line[], after: readonly Line[]): Line[] =>
  inTakingOrder(after.filter(({ productId, quantity }) => quantity > quantityOf(before, productId)));

/** Product id order: everyone takes holds in the same order, so that no two orders starve each other. */
export const inTakingOrder = <L extends { productId: string }>(lines: readonly L[]): L[] =>
  [...lines].sort((a, b) => (a.productId < b.productId ? -1 : 1));
