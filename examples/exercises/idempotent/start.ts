import type { Products, Reserve } from './given.js';

/** Sets pieces of a product aside. `reserved` is false when there are not so many. */
export async function reserve(products: Products, { productId, quantity }: Reserve): Promise<{ reserved: boolean }> {
  const product = await products.findOne({ _id: productId });
  if (!product || product.available < quantity) return { reserved: false };
  await products.updateOne({ _id: productId }, { $set: { available: product.available - quantity } });
  return { reserved: true };
}
