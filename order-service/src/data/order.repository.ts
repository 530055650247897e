import { collectionOf, isDuplicateKey, textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { newestFirst } from '@shop/common/mongo/newest-first';
import { recordedTrace } from '@shop/common/tracing/tracing';
import type { OrderStatus } from '@shop/protos/contract';
import type { Model, mongo } from 'mongoose';
import type { HistoryEntry, Order, StartIntent } from '../domain/order.js';

/** What a write changes; `entry` joins the history and carries the new status. */
export interface OrderWrite {
  set?: Partial<Omit<Order, '_id' | 'revision' | 'history' | 'status'>>;
  drop?: readonly ('change' | 'sale')[];
  entry?: HistoryEntry;
}

/** Which orders a list shows. */
export interface OrderQuery extends PageQuery {
  userId?: string;
  status?: OrderStatus;
}

/** An entry as it is stored: the event that is made of it later belongs to the trace of the work that wrote it. */
const traced = (entry: HistoryEntry): HistoryEntry => {
  const trace = recordedTrace();
  return trace ? { ...entry, trace } : entry;
};

/** Reads and writes orders. Every write is a compare-and-set on the revision: of two writers who read the same, one wins. */
export class OrderRepository {
  readonly #model: Model<Order>;
  readonly #orders: mongo.Collection<Order>;
  readonly #documents: Documents<Order>;

  constructor(model: Model<Order>) {
    this.#model = model;
    this.#orders = collectionOf(model);
    this.#documents = new Documents(model);
  }

  /** False when an order with this id exists already. */
  async insert(order: Order): Promise<boolean> {
    try {
      await this.#orders.insertOne({ ...order, history: order.history.map(traced) });
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  /** Tombstones too. */
  async find(id: string): Promise<Order | null> {
    return this.#orders.findOne({ _id: textId(id) });
  }

  /** As `find`, but never older than a write that was made or refused: for permanent refusals, and before pieces are given back. */
  findCommitted(id: string): Promise<Order | null> {
    return this.#documents.findCommitted(id);
  }

  /** As `find`, without history and address. */
  async findMany(ids: readonly string[]): Promise<Map<string, Order>> {
    const found = await this.#model.find({ _id: { $in: ids } }, { history: 0, shippingAddress: 0 }).lean<Order[]>();
    return new Map(found.map((order) => [order._id, order]));
  }

  /** The order as it is after the write; null when it was changed since it was read. */
  async write(order: Order, { set = {}, drop = [], entry }: OrderWrite): Promise<Order | null> {
    const values = { ...set, ...(entry ? { status: entry.status, updatedAt: entry.at } : {}) };
    const update: mongo.UpdateFilter<Order> = {
      $inc: { revision: 1 },
      ...(Object.keys(values).length > 0 ? { $set: values } : {}),
      ...(drop.length > 0 ? { $unset: Object.fromEntries(drop.map((name) => [name, 1])) } : {}),
      ...(entry ? { $push: { history: traced(entry) } } : {}),
    };
    const { matchedCount } = await this.#orders.updateOne({ _id: order._id, revision: order.revision }, update);
    if (matchedCount === 0) return null;
    const after: Order = { ...order, ...values, revision: order.revision + 1 };
    for (const name of drop) delete after[name];
    if (entry) after.history = [...order.history, entry];
    return after;
  }

  /**
   * Records that a cancellation was accepted; returns the order, null when it is cancelled by now. Its state does not change, so neither
   * does the revision.
   */
  noteCancelling(id: string): Promise<Order | null> {
    const filter = { _id: textId(id), status: { $ne: 'CANCELLED' } };
    return this.#documents.findOneAndUpdate(filter, { $set: { cancelling: true } });
  }

  /**
   * Marks an order whose saga is not started yet as cancelled; the orchestrator gets both at once. False when the saga was
   * started meanwhile, or the order is marked already. The state does not change, so neither does the revision.
   */
  async intendCancel(id: string, cancel: NonNullable<StartIntent['cancel']>): Promise<boolean> {
    const { matchedCount } = await this.#orders.updateOne(
      { _id: id, 'startIntent.nextAttemptAt': { $exists: true }, 'startIntent.cancel': { $exists: false } },
      { $set: { 'startIntent.cancel': cancel, cancelling: true } },
    );
    return matchedCount === 1;
  }

  /** A page, newest first, never tombstones. Throws 422 for a cursor of another list. */
  list({ userId, status, ...page }: OrderQuery): Promise<Page<Order>> {
    const filter = {
      tombstone: false,
      ...(userId === undefined ? {} : { userId }),
      ...(status === undefined ? {} : { status }),
    };
    return newestFirst(this.#documents, filter, page);
  }

  /** These orders, or every one, in id order, those after `after`; tombstones too. Without history and address. */
  all(ids: readonly string[] = [], after = ''): AsyncIterable<Order> {
    return this.#orders.find(
      { _id: { $gt: after, ...(ids.length === 0 ? {} : { $in: [...ids] }) } },
      {
        projection: { history: 0, shippingAddress: 0 },
        sort: { _id: 1 },
        // a batch would be up to 16 MiB otherwise
        batchSize: 500,
      },
    );
  }
}
