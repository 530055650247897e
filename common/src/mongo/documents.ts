import type { Model, mongo } from 'mongoose';
import { isDuplicateKey, textId } from './connection.js';

/** A filter as MongoDB writes it. The compiler does not check dotted paths and operators: tests do. */
export type Filter = Readonly<Record<string, unknown>>;
/** An update as MongoDB writes it: operators and what they change. */
export type Update = Readonly<Record<`$${string}`, Readonly<Record<string, unknown>>>>;
/** An update of one document, of which nobody needs to know whether it matched. */
export interface GroupedUpdate {
  readonly filter: Filter;
  readonly update: Update;
}
/** The fields to read: 1 or an operator for those to include, or 0 for those to leave out. */
export type Fields = Readonly<Record<string, 0 | 1 | object>>;

interface Selection {
  readonly fields?: Fields;
  readonly sort?: Readonly<Record<string, 1 | -1>>;
  readonly limit?: number;
}

const optionsOf = ({ fields, sort, limit }: Selection) => ({
  ...(fields ? { projection: fields } : {}),
  ...(sort ? { sort } : {}),
  // in one answer; without a size a server sends 101 documents first
  ...(limit === undefined ? {} : { limit, batchSize: limit + 1 }),
});

/**
 * The documents of a model's collection, by the driver alone: mongoose's own documents and casting cost as much as the rest of a call, so
 * values must already have their types. The only place that converts between the compiler's types of a document and MongoDB's.
 */
export class Documents<D extends { _id: string }> {
  readonly #collection: mongo.Collection<{ _id: string; [field: string]: unknown }>;

  constructor(model: Model<D>) {
    this.#collection = model.collection as never;
  }

  /** The first match, as a majority has it. */
  findOne(filter: Filter, selection: Omit<Selection, 'limit'> = {}): Promise<D | null> {
    return this.#collection.findOne<D>(filter, optionsOf(selection));
  }

  /** All matches, as a majority has them. */
  find<Part = D>(filter: Filter, selection: Selection = {}): mongo.FindCursor<Part> {
    return this.#collection.find<Part & mongo.Document>(filter, optionsOf(selection)) as never;
  }

  /**
   * The document as it is now, returned once a majority has it. After a change of the primary, a majority read may be older than the state
   * that has just refused a guarded write; this is not, see docs/decisions/0033. It is a write that changes nothing, and costs as much as
   * one.
   */
  findCommitted(id: string, fields?: Fields): Promise<D | null> {
    // an update needs an operator; this one does nothing without an upsert
    return this.findOneAndUpdate({ _id: textId(id) }, { $setOnInsert: { unused: 1 } }, { fields: fields ?? {} });
  }

  /** Changes the first match; returns it as it is after the change, or before. Null without a match. */
  async findOneAndUpdate(
    filter: Filter,
    update: Update,
    { before = false, ...selection }: Omit<Selection, 'limit'> & { readonly before?: boolean } = {},
  ): Promise<D | null> {
    const options = { ...optionsOf(selection), returnDocument: before ? 'before' : 'after' } as const;
    return (await this.#collection.findOneAndUpdate(filter, update as object, options)) as D | null;
  }

  /** Changes the first match; true when there was one, or one was inserted. */
  async updateOne(filter: Filter, update: Update, { upsert = false } = {}): Promise<boolean> {
    const options = upsert ? { upsert } : {};
    const { matchedCount, upsertedCount } = await this.#collection.updateOne(filter, update as object, options);
    return matchedCount + upsertedCount === 1;
  }

  /** Changes all matches. */
  async updateMany(filter: Filter, update: Update): Promise<void> {
    await this.#collection.updateMany(filter, update as object);
  }

  /** Changes the first match of each, independently of the others, in one command. */
  async updateEach(updates: readonly GroupedUpdate[]): Promise<void> {
    const [first] = updates;
    if (updates.length === 1) await this.updateOne(first!.filter, first!.update);
    else await this.#collection.bulkWrite(updates.map((each) => ({ updateOne: each })) as never, { ordered: false });
  }

  /** False when a document with this id, or with the same unique value, exists already. */
  async insert(document: D): Promise<boolean> {
    try {
      await this.#collection.insertOne(document, { ignoreUndefined: true });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Inserts each independently of the others. Throws the driver's error, which says which were refused. */
  async insertAll(documents: readonly D[]): Promise<void> {
    if (documents.length === 1) await this.#collection.insertOne(documents[0]!);
    else await this.#collection.insertMany([...documents], { ordered: false });
  }

  /** True when there was one. */
  async deleteOne(filter: Filter): Promise<boolean> {
    return (await this.#collection.deleteOne(filter)).deletedCount === 1;
  }

  /** How many there were. */
  async deleteMany(filter: Filter): Promise<number> {
    return (await this.#collection.deleteMany(filter)).deletedCount;
  }

  count(filter: Filter): Promise<number> {
    return this.#collection.countDocuments(filter);
  }

  aggregate<Row extends object>(pipeline: readonly object[]): Promise<Row[]> {
    return this.#collection.aggregate<Row>([...pipeline] as mongo.Document[]).toArray();
  }

  /** The number of matches, and the age of the oldest, seconds; `since` is the path of the time from which the age counts. */
  async backlog(filter: Filter, since: string): Promise<{ count: number; oldestSeconds: number }> {
    const [found] = await this.aggregate<{ count: number; oldest: Date }>([
      { $match: filter },
      { $group: { _id: null, count: { $sum: 1 }, oldest: { $min: `$${since}` } } },
    ]);
    if (!found) return { count: 0, oldestSeconds: 0 };
    return { count: found.count, oldestSeconds: Math.max(0, (Date.now() - found.oldest.getTime()) / 1000) };
  }
}
