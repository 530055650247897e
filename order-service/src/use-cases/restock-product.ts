import { conflict } from '@shop/common/errors';
import type { ShownProduct } from '../data/product.repository.js';
import { idFor } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import { productNotFound } from '../domain/refusals.js';
import type { Shop } from './shop.js';

/** Adds pieces to the stock, once for each `key`. Throws PRODUCT_NOT_FOUND, STOCK_LIMIT. */
export async function restockProduct(shop: Shop, id: string, quantity: number, key?: string): Promise<ShownProduct> {
  const once = key === undefined ? undefined : idFor('restock', key);
  const shelved = await shop.products.shelve(id, quantity, once);
  if (shelved) return shelved;
  const product = await shop.products.find(id);
  if (!product) throw productNotFound(id);
  if (once !== undefined && (await shop.products.wasShelved(id, once))) return product;
  throw conflict('STOCK_LIMIT', `At most ${LIMITS.stocked} pieces of a product can ever be stocked.`);
}
