import type mongoose from 'mongoose';
import type { Product, Products, Reserve } from './given.js';

/** A product that also remembers which commands it has carried out. */
interface Remembering extends Product {
  done?: Record<string, true>;
}

/** Sets pieces of a product aside, once for each key. `reserved` is false when there are not so many. */
export async function reserve(
  products: Products,
  { key, productId, quantity }: Reserve,
): Promise<{ reserved: boolean }> {
  const remembering = products as unknown as mongoose.mongo.Collection<Remembering>;
  const mark = `done.${key}`;
  // one update of one document: the pieces and the mark, or neither
  const { matchedCount } = await remembering.updateOne(
    { _id: productId, available: { $gte: quantity }, [mark]: { $exists: false } },
    { $inc: { available: -quantity }, $set: { [mark]: true } },
  );
  if (matchedCount === 1) return { reserved: true };
  return { reserved: (await remembering.findOne({ _id: productId, [mark]: true })) !== null };
}
