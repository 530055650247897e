import type { Product } from '../data/product.model.js';
import type { ShownProduct } from '../data/product.repository.js';
import { idFor } from '../domain/ids.js';
import { productExists } from '../domain/refusals.js';
import type { Shop } from './shop.js';

export interface ProductToAdd {
  id?: string;
  name: string;
  priceMinor: number;
  currency: string;
  /** The key of the call, unique to its user. */
  key?: string;
}

/** Adds a product without stock; the same keyed call again returns the product that the first call made. Throws PRODUCT_EXISTS. */
export async function addProduct(shop: Shop, { id, key, ...named }: ProductToAdd): Promise<ShownProduct> {
  const madeBy = key === undefined ? undefined : idFor('product', key);
  const product = emptyProduct({ _id: id ?? madeBy ?? idFor('product', undefined), ...named });
  if (await shop.products.insert(madeBy === undefined ? product : { ...product, madeBy })) return product;
  const there = await shop.products.find(product._id);
  if (!there || madeBy === undefined || there.madeBy !== madeBy) throw productExists(product._id);
  return there;
}

/** A product with a stock of 0. */
export const emptyProduct = (named: Pick<Product, '_id' | 'name' | 'priceMinor' | 'currency'>): Product => ({
  ...named,
  available: 0,
  reserved: 0,
  sold: 0,
  stocked: 0,
  holds: [],
  returns: [],
  restocks: [],
});
