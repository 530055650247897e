import { collectionOf, isDuplicateKey, textId } from '@shop/common/mongo/connection';
import type { Model, mongo } from 'mongoose';
import { LIMITS } from '../domain/limits.js';
import { pieceKey, piecesOf, type UnpaidOrder, type UnpaidOrders } from '../domain/unpaid.js';

/** The unpaid orders of each customer: each method is one atomic change of one document. */
export class UnpaidRepository {
  readonly #customers: mongo.Collection<UnpaidOrders>;

  constructor(model: Model<UnpaidOrders>) {
    this.#customers = collectionOf(model);
  }

  async find(userId: string): Promise<UnpaidOrders | null> {
    return this.#customers.findOne({ _id: textId(userId) });
  }

  /** Adds an order if it is not counted yet and nothing exceeds its limit with it; false otherwise. */
  async add(userId: string, order: UnpaidOrder): Promise<boolean> {
    const room = order.lines.map(({ productId, quantity }) => [
      `pieces.${pieceKey(productId)}`,
      { $not: { $gt: LIMITS.unpaidPieces - quantity } },
    ]);
    const more = order.lines.map(({ productId, quantity }) => [`pieces.${pieceKey(productId)}`, quantity]);
    const filter: mongo.Filter<UnpaidOrders> = {
      _id: userId,
      'orders.orderId': { $ne: order.orderId },
      [`orders.${LIMITS.unpaidOrders - 1}`]: { $exists: false },
      ...Object.fromEntries(room),
    };
    try {
      await this.#customers.updateOne(
        filter,
        { $push: { orders: order }, $inc: { revision: 1, ...Object.fromEntries(more) } },
        { upsert: true },
      );
      return true;
    } catch (error) {
      // the document exists, and does not match
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Replaces the orders; false when the document was written since `read`. */
  async replace({ _id, revision }: UnpaidOrders, orders: readonly UnpaidOrder[]): Promise<boolean> {
    const { matchedCount } = await this.#customers.updateOne(
      { _id, revision },
      { $set: { orders: [...orders], pieces: piecesOf(orders) }, $inc: { revision: 1 } },
    );
    return matchedCount === 1;
  }

  /** Creates the document of a customer who has none. */
  async begin(userId: string): Promise<void> {
    await this.#customers.insertOne({ _id: userId, revision: 0, orders: [], pieces: {} }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }
}
