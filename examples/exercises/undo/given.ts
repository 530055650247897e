import type mongoose from 'mongoose';

export interface Product {
  _id: string;
  available: number;
  /** The pieces that are set aside, by order. */
  holds: Record<string, { quantity: number; released?: true }>;
}
export type Products = mongoose.mongo.Collection<Product>;

/** The step: sets pieces aside for an order, once. `held` is false when there are not so many, and when the order was released. */
export async function hold(
  products: Products,
  { order, productId, quantity }: { order: string; productId: string; quantity: number },
): Promise<{ held: boolean }> {
  const place = `holds.${order}`;
  const { matchedCount } = await products.updateOne(
    { _id: productId, available: { $gte: quantity }, [place]: { $exists: false } },
    { $inc: { available: -quantity }, $set: { [place]: { quantity } } },
  );
  if (matchedCount === 1) return { held: true };
  const there = (await products.findOne({ _id: productId }))?.holds[order];
  return { held: there !== undefined && !there.released };
}
