import { randomUUID } from 'node:crypto';
import { collectionOf } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { Model, mongo } from 'mongoose';
import type { Hold, ProductHold } from '../domain/holds.js';
import { LIMITS } from '../domain/limits.js';
import type { Product } from './product.model.js';

/** The outcome of asking for a hold. */
export type Taken = 'taken' | 'held' | 'short' | 'unknown';

/** Moves pieces between available, reserved and sold: each method is one atomic change of one product document. */
export class StockRepository {
  readonly #products: mongo.Collection<Product>;
  readonly #documents: Documents<Product>;

  constructor(model: Model<Product>) {
    this.#products = collectionOf(model);
    this.#documents = new Documents(model);
  }

  /** Sets pieces aside for an order that holds none of this product yet; `held` when it already does. */
  async take(productId: string, orderId: string, quantity: number, stamp = 0): Promise<Taken> {
    const hold: Hold = { orderId, quantity, token: randomUUID(), stamp, at: new Date() };
    const { matchedCount } = await this.#products.updateOne(
      { _id: productId, available: { $gte: quantity }, 'holds.orderId': { $ne: orderId }, ...fewer('holds') },
      { $inc: { available: -quantity, reserved: quantity }, $push: { holds: hold } },
    );
    if (matchedCount === 1) return 'taken';
    const product = await this.#documents.findCommitted(productId, { holds: { $elemMatch: { orderId } } });
    if (!product) return 'unknown';
    return product.holds?.length ? 'held' : 'short';
  }

  /** Brings a hold up to `quantity` (never down) and stamps it; false when it changed meanwhile or there is not enough. */
  async grow(hold: ProductHold, quantity: number, stamp: number): Promise<boolean> {
    const more = Math.max(0, quantity - hold.quantity);
    const { matchedCount } = await this.#products.updateOne(
      { _id: hold.productId, available: { $gte: more }, holds: { $elemMatch: same(hold) } },
      {
        $inc: { available: -more, reserved: more },
        $set: { 'holds.$.quantity': hold.quantity + more, 'holds.$.stamp': stamp },
      },
    );
    return matchedCount === 1;
  }

  /** Gives back the pieces of a hold above `keep`; false when it changed meanwhile. */
  async shrink(hold: ProductHold, keep: number): Promise<boolean> {
    const back = hold.quantity - keep;
    const change = keep === 0 ? { $pull: { holds: { token: hold.token } } } : { $set: { 'holds.$.quantity': keep } };
    const { matchedCount } = await this.#products.updateOne(
      { _id: hold.productId, holds: { $elemMatch: same(hold) } },
      { $inc: { available: back, reserved: -back }, ...change },
    );
    return matchedCount === 1;
  }

  /** Ends a hold by selling `quantity` of its pieces; the rest is given back. False when it changed meanwhile. */
  async sell(hold: ProductHold, quantity: number): Promise<boolean> {
    const { matchedCount } = await this.#products.updateOne(
      { _id: hold.productId, holds: { $elemMatch: same(hold) } },
      {
        $inc: { reserved: -hold.quantity, sold: quantity, available: hold.quantity - quantity },
        $pull: { holds: { token: hold.token } },
      },
    );
    return matchedCount === 1;
  }

  /** Restocks sold pieces, once for each order; false while the product has the maximum number of returns. */
  async unsell(productId: string, orderId: string, quantity: number): Promise<boolean> {
    const { matchedCount } = await this.#products.updateOne(
      { _id: productId, 'returns.orderId': { $ne: orderId }, ...fewer('returns') },
      { $inc: { available: quantity, sold: -quantity }, $push: { returns: { orderId, at: new Date() } } },
    );
    if (matchedCount === 1) return true;
    const product = await this.#documents.findCommitted(productId, { returns: { $elemMatch: { orderId } } });
    return product?.returns?.length === 1;
  }

  /** The order's hold of this product, never older than a write that was made or refused. */
  async holdOf(productId: string, orderId: string): Promise<ProductHold | undefined> {
    const product = await this.#documents.findCommitted(productId, { holds: { $elemMatch: { orderId } } });
    const hold = product?.holds?.[0];
    return hold && { ...hold, productId };
  }

  /** Every hold of an order. After a change of the primary it may be older than the order. */
  async holdsOf(orderId: string): Promise<ProductHold[]> {
    const found = await this.#products
      .find({ 'holds.orderId': orderId }, { projection: { holds: { $elemMatch: { orderId } } } })
      .toArray();
    return found.flatMap(({ _id, holds }) => holds.map((hold) => ({ ...hold, productId: _id })));
  }

  /** Products that hold something, with their holds. */
  holding(): AsyncIterable<Pick<Product, '_id' | 'holds'>> {
    return this.#products.find({ 'holds.orderId': { $gt: '' } }, { projection: { holds: 1 } });
  }

  /** Products with returns from before `before`, with their returns. */
  returning(before: Date): AsyncIterable<Pick<Product, '_id' | 'returns'>> {
    return this.#products.find({ 'returns.at': { $lt: before } }, { projection: { returns: 1 } });
  }

  /** Removes the returns of these orders, whose restock no command will repeat. */
  async forgetReturns(productId: string, orderIds: readonly string[]): Promise<void> {
    await this.#products.updateOne({ _id: productId }, { $pull: { returns: { orderId: { $in: orderIds } } } });
  }
}

/** The hold exactly as it was read. */
const same = ({ orderId, token, quantity, stamp }: ProductHold) => ({ orderId, token, quantity, stamp });

/** A product with room for one more: at 16 MiB MongoDB refuses every change of a document, even one that makes it smaller. */
const fewer = (list: 'holds' | 'returns') => ({ [`${list}.${LIMITS[list] - 1}`]: { $exists: false } });
