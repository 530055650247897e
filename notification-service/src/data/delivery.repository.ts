import type { Page, PageQuery } from '@shop/common/http/paging';
import { textId } from '@shop/common/mongo/connection';
import { Documents, type Filter } from '@shop/common/mongo/documents';
import { retryOutages } from '@shop/common/mongo/outage';
import { newestFirst } from '@shop/common/mongo/newest-first';
import { seconds } from '@shop/common/time';
import type { DeliveryStatus } from '@shop/protos/contract';
import type { Model } from 'mongoose';
import { MOST_ATTEMPTS_KEPT, type Attempt, type Delivery } from '../domain/delivery.js';

/** What follows from an attempt. */
export interface Conclusion {
  readonly status: DeliveryStatus;
  /** Of a pending one. */
  readonly nextAttemptAt?: Date;
  readonly deliveredAt?: Date;
  readonly firstAttemptAt: Date;
}

/** A delivery whose attempt is under way: nobody else begins one before `until`. */
export interface Claim {
  readonly delivery: Delivery;
  readonly until: Date;
}

/** Deliveries in the database. */
export class DeliveryRepository {
  readonly #documents: Documents<Delivery>;

  constructor(model: Model<Delivery>) {
    this.#documents = new Documents(model);
  }

  /** False when the event is there already for this webhook. */
  add(delivery: Delivery): Promise<boolean> {
    return this.#documents.insert(delivery);
  }

  byId(webhookId: string, id: string): Promise<Delivery | null> {
    return this.#documents.findOne({ _id: textId(id), webhookId: textId(webhookId) });
  }

  /** A page of them, the newest first, without what was sent. */
  list(webhookId: string, { status, ...query }: PageQuery & { status?: DeliveryStatus }): Promise<Page<Delivery>> {
    const filter = { webhookId: textId(webhookId), ...(status ? { status } : {}) };
    return newestFirst(this.#documents, filter, query, { hidden: ['body'] });
  }

  /** Up to `limit` that are due, those that are due longest first, and of one moment in the order of their log. */
  due(webhookId: string, now: Date, limit: number): Promise<Pick<Delivery, '_id' | 'subject'>[]> {
    return this.#documents
      .find(dueAt(webhookId, now), {
        fields: { subject: 1 },
        sort: { nextAttemptAt: 1, position: 1 },
        limit,
      })
      .toArray();
  }

  /** When the next one is due, also in the past; undefined when none is pending. */
  async nextDueAt(webhookId: string): Promise<Date | undefined> {
    const pending = { webhookId: textId(webhookId), nextAttemptAt: { $gt: new Date(0) } };
    const [first] = await this.#documents
      .find(pending, { fields: { nextAttemptAt: 1 }, sort: { nextAttemptAt: 1, position: 1 }, limit: 1 })
      .toArray();
    return first?.nextAttemptAt;
  }

  /** Takes it for an attempt that ends before `until`; undefined when another took it, or it is not due any more. */
  async claim(webhookId: string, id: string, now: Date, until: Date): Promise<Claim | undefined> {
    const delivery = await this.#documents.findOneAndUpdate(
      { _id: textId(id), ...dueAt(webhookId, now) },
      { $set: { nextAttemptAt: until } },
    );
    return delivery ? { delivery, until } : undefined;
  }

  /** Writes down what became of the attempt, also when the database is away for a moment; false when the delivery has changed since. */
  conclude({ delivery, until }: Claim, attempt: Attempt, to: Conclusion): Promise<boolean> {
    const { nextAttemptAt, ...rest } = to;
    const write = () =>
      this.#documents.updateOne(
        { _id: delivery._id, nextAttemptAt: until },
        {
          $set: { ...rest, ...(nextAttemptAt ? { nextAttemptAt } : {}) },
          ...(nextAttemptAt ? {} : { $unset: { nextAttemptAt: 1 } }),
          $inc: { attemptCount: 1 },
          $push: { attempts: { $each: [attempt], $slice: -MOST_ATTEMPTS_KEPT } },
        },
      );
    return retryOutages(write, seconds(4));
  }

  /** Gives back what was taken but not tried. */
  async release({ delivery, until }: Claim, now: Date): Promise<void> {
    await this.#documents.updateOne({ _id: delivery._id, nextAttemptAt: until }, { $set: { nextAttemptAt: now } });
  }

  /** Of a webhook that was disabled: nothing is due any more. */
  async hold(webhookId: string): Promise<void> {
    await this.#documents.updateMany(
      { webhookId: textId(webhookId), nextAttemptAt: { $gt: new Date(0) } },
      { $set: { status: 'HELD' satisfies DeliveryStatus }, $unset: { nextAttemptAt: 1 } },
    );
  }

  /** Makes it due now, with its whole time before it, once for a key; null when there is none, or the key was used. */
  replay(webhookId: string, id: string, key: string, now: Date): Promise<Delivery | null> {
    const filter = { _id: textId(id), webhookId: textId(webhookId), replayKey: { $ne: key } };
    return this.#documents.findOneAndUpdate(filter, again(key, now));
  }

  /** As `replay`, for all that were made at this time or later and are not pending. How many there were. */
  async replayFrom(webhookId: string, from: Date, key: string, now: Date): Promise<number> {
    const filter = {
      webhookId: textId(webhookId),
      createdAt: { $gte: from },
      status: { $ne: 'PENDING' satisfies DeliveryStatus },
      replayKey: { $ne: key },
    };
    const matched = await this.#documents.count(filter);
    await this.#documents.updateMany(filter, again(key, now));
    return matched;
  }

  async removeAll(webhookId: string): Promise<void> {
    await this.#documents.deleteMany({ webhookId: textId(webhookId) });
  }
}

const dueAt = (webhookId: string, now: Date): Filter => ({
  webhookId: textId(webhookId),
  nextAttemptAt: { $gt: new Date(0), $lte: now },
});

const again = (replayKey: string, now: Date) => ({
  $set: { status: 'PENDING' satisfies DeliveryStatus, nextAttemptAt: now, replayKey },
  $unset: { firstAttemptAt: 1, deliveredAt: 1 },
});
