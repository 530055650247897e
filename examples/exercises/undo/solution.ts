import type { Products } from './given.js';

/** The undo of the step: what was set aside for the order is available again, and nothing can be set aside for it any more. */
export async function release(
  products: Products,
  { order, productId }: { order: string; productId: string },
): Promise<void> {
  const place = `holds.${order}`;
  for (;;) {
    const hold = (await products.findOne({ _id: productId }))?.holds[order];
    if (hold?.released) return;
    // the update applies only if the hold has not changed since it was read; the mark stays, for a hold that comes late
    const { matchedCount } = await products.updateOne(
      { _id: productId, [place]: hold ?? { $exists: false } },
      { $inc: { available: hold?.quantity ?? 0 }, $set: { [place]: { quantity: 0, released: true } } },
    );
    if (matchedCount === 1) return;
  }
}
