import { CURRENCY } from '@shop/protos/money';
import { priced, type Wanted } from '../domain/lines.js';
import type { Line } from '../domain/order.js';
import type { Shop } from './shop.js';

/**
 * Lines at the prices of `kept`, an order's earlier lines, and else at the catalogue's, read in one query.
 * Throws PRODUCT_NOT_FOUND, PRICE_CHANGED, 422 for sums over a limit.
 */
export async function priceLines(shop: Shop, wanted: readonly Wanted[], kept: readonly Line[] = []): Promise<Line[]> {
  const known = new Set(kept.map(({ productId }) => productId));
  const ids = [...new Set(wanted.map(({ productId }) => productId))].filter((id) => !known.has(id));
  return priced(wanted, ids.length ? await shop.products.lookUp(ids) : new Map(), CURRENCY, kept);
}
