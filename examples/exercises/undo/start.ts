import type { Products } from './given.js';

/** The undo of the step: what was set aside for the order is available again. */
export async function release(
  products: Products,
  { order, productId }: { order: string; productId: string },
): Promise<void> {
  const product = await products.findOne({ _id: productId });
  const { quantity } = product!.holds[order]!;
  await products.updateOne({ _id: productId }, { $inc: { available: quantity } });
  await products.updateOne({ _id: productId }, { $unset: { [`holds.${order}`]: '' } });
}
