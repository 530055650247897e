import type { Model, mongo } from 'mongoose';
import type { EventOf } from '../events/event.js';
import type { Update } from './documents.js';

/** What a document stores about its events that were appended to the log. The names are those that earlier releases stored. */
interface Published {
  /** How many; undefined before the first. */
  readonly told?: number;
  /** Its status after the last of these. */
  readonly toldStatus?: string;
}

/** A document with a history: each write that adds to the history raises the revision, and sets status and time. */
export interface Publishing extends Published {
  readonly _id: string;
  readonly status: string;
  readonly revision: number;
  readonly updatedAt: Date;
}

/** What a schema needs for `Unpublished`: these fields, and this index. */
export const publishedFields = { told: Number, toldStatus: String } as const;
export const unpublishedIndex = { status: 1, toldStatus: 1, updatedAt: 1 } as const;

/**
 * The documents of a collection that have history which is not in the log yet. They are found by what every release writes, the status with
 * its history, so changes by a replica of an earlier release, which knows no events, are included. The change itself needs no additional
 * write.
 */
export class Unpublished<D extends Publishing> {
  readonly #model: Model<D>;
  readonly #statuses: readonly string[];

  /** `statuses` are those that a document can have after its first event. */
  constructor(model: Model<D>, statuses: readonly string[]) {
    this.#model = model;
    this.#statuses = statuses;
  }

  /** Up to `limit` of them that changed at `since` or later, without those of these ids. */
  find(since: Date, limit: number, except: readonly string[] = []): Promise<D[]> {
    const filter = { ...this.#since(since), ...(except.length > 0 ? { _id: { $nin: [...except] } } : {}) };
    return this.#documents.find<D & mongo.Document>(filter, { limit, batchSize: limit + 1 }).toArray();
  }

  /** When the document that waits longest changed, of those that changed at `since` or later; undefined when none waits. */
  async oldest(since: Date): Promise<Date | undefined> {
    const page = { sort: { updatedAt: 1 }, limit: 1, projection: { updatedAt: 1 } } as const;
    const [first] = await this.#documents.find<D & mongo.Document>(this.#since(since), page).toArray();
    return first?.updatedAt;
  }

  /** Marks the events that these documents had when they were found as appended. */
  async mark(found: readonly { readonly document: D; readonly published: number }[]): Promise<void> {
    const updates = found.map(({ document: { _id, status, revision }, published }) => ({
      updateOne: {
        // a document that was changed meanwhile is found again
        filter: { _id, revision },
        update: { $set: { told: published, toldStatus: status } } satisfies Update,
      },
    }));
    if (updates.length > 0) await this.#documents.bulkWrite(updates, { ordered: false });
  }

  #since(since: Date) {
    const branches = this.#statuses.map((status) => ({
      status,
      // null matches documents without any appended event
      toldStatus: { $in: [null, ...this.#statuses.filter((other) => other !== status)] },
      updatedAt: { $gte: since },
    }));
    return { $or: branches };
  }

  // by the driver alone, as the log itself
  get #documents(): mongo.Collection<{ _id: string; [field: string]: unknown }> {
    return this.#model.db.db!.collection(this.#model.collection.name);
  }
}

/** The events of a document that are still to be appended; if none was appended yet, those since the log began. */
export const unpublishedOf = (all: readonly EventOf[], { told }: Published, since: Date): EventOf[] =>
  all.filter(({ n, at }) => (told === undefined ? at >= since : n > told));
