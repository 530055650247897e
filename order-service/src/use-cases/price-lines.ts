import { priced, type Priced, type RequestedLine } from '../domain/lines.js';
import type { Shop } from './shop.js';

/** Lines at the prices of `kept`, an order's earlier lines, or else at the catalogue's, read in one query. Throws what `priced` throws. */
export async function priceLines(shop: Shop, wanted: readonly RequestedLine[], kept?: Priced): Promise<Priced> {
  const known = new Set(kept?.lines.map(({ productId }) => productId));
  const ids = [...new Set(wanted.map(({ productId }) => productId))].filter((id) => !known.has(id));
  return priced(wanted, ids.length ? await shop.products.lookUp(ids) : new Map(), kept);
}
