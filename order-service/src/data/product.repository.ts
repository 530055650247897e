import { collectionOf, isDuplicateKey, textId } from '@shop/common/mongo/connection';
import type { Model, UpdateQuery } from 'mongoose';
import type { CatalogueEntry } from '../domain/lines.js';
import { LIMITS } from '../domain/limits.js';
import type { Product } from './product.model.js';

/** What the shop shows of a product: never the holds, which can be many. */
export type ShownProduct = Omit<Product, 'holds' | 'returns' | 'restocks'>;
const SHOWN = { holds: 0, returns: 0, restocks: 0 } as const;

/** The catalogue: names, prices, and restocks. */
export class ProductRepository {
  readonly #model: Model<Product>;

  constructor(model: Model<Product>) {
    this.#model = model;
  }

  /** False when a product with this id exists already. */
  async insert(product: Product): Promise<boolean> {
    try {
      await this.#model.insertOne(product);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async find(id: string): Promise<ShownProduct | null> {
    return this.#model.findById(textId(id), SHOWN).lean<ShownProduct>().exec();
  }

  /** In id order, after the given id. */
  list(limit: number, after?: string): Promise<ShownProduct[]> {
    const filter = after === undefined ? {} : { _id: { $gt: after } };
    return this.#model.find(filter, SHOWN).sort({ _id: 1 }).limit(limit).lean<ShownProduct[]>().exec();
  }

  /** Names and prices of the existing products among these ids, in one query. */
  async lookUp(ids: readonly string[]): Promise<Map<string, CatalogueEntry>> {
    const found = await collectionOf(this.#model)
      .find({ _id: { $in: [...ids] } }, { projection: { name: 1, priceMinor: 1, currency: 1 } })
      .toArray();
    return new Map(found.map(({ _id, name, priceMinor, currency }) => [_id, { name, priceMinor, currency }]));
  }

  /** The product after the change; null when there is none. */
  edit(id: string, change: Partial<Pick<Product, 'name' | 'priceMinor'>>): Promise<ShownProduct | null> {
    return this.#model
      .findOneAndUpdate({ _id: id }, { $set: change }, { returnDocument: 'after', projection: SHOWN })
      .lean<ShownProduct>()
      .exec();
  }

  /** Adds pieces to the stock, once for each `key`. Null for an unknown product, above its limit, and for a used key. */
  shelve(id: string, quantity: number, key?: string): Promise<ShownProduct | null> {
    const update: UpdateQuery<Product> = { $inc: { available: quantity, stocked: quantity } };
    if (key !== undefined) update['$push'] = { restocks: { $each: [key], $slice: -100 } };
    return this.#model
      .findOneAndUpdate(
        {
          _id: id,
          stocked: { $lte: LIMITS.stocked - quantity },
          ...(key === undefined ? {} : { restocks: { $ne: key } }),
        },
        update,
        { returnDocument: 'after', projection: SHOWN },
      )
      .lean<ShownProduct>()
      .exec();
  }

  /** True when the keyed restock has already happened. */
  async wasShelved(id: string, key: string): Promise<boolean> {
    return (await this.#model.exists({ _id: id, restocks: key })) !== null;
  }

  /** Every product with its holds, in id order. */
  all(): AsyncIterable<Product> {
    return this.#model.find({}).sort({ _id: 1 }).lean<Product[]>().cursor() as AsyncIterable<Product>;
  }
}
