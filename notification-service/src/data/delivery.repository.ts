import type { Page, PageQuery } from '@shop/common/http/paging';
import { textId } from '@shop/common/mongo/connection';
import { Documents, type Filter } from '@shop/common/mongo/documents';
import { retryOutages } from '@shop/common/mongo/outage';
import { newestFirst } from '@shop/common/mongo/newest-first';
import { seconds } from '@shop/common/time';
import type { DeliveryStatus } from '@shop/protos/contract';
import type { Model } from 'mongoose';
import { MOST_ATTEMPTS_KEPT, type Attempt, type Delivery } from '../domain/delivery.js';

/** The result of an attempt. */
export interface Conclusion {
  readonly status: DeliveryStatus;
  /** Set while it is pending. */
  readonly nextAttemptAt?: Date;
  readonly deliveredAt?: Date;
  readonly firstAttemptAt: Date;
}

/** A delivery whose attempt is under way: no other process begins one before `until`. */
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

  /** False when this webhook already has a delivery of the event. */
  add(delivery: Delivery): Promise<boolean> {
    return this.#documents.insert(delivery);
  }

  byId(webhookId: string, id: string): Promise<Delivery | null> {
    return this.#documents.findOne({ _id: textId(id), webhookId: textId(webhookId) });
  }

  /** A page of deliveries, newest first, without their bodies. */
  list(webhookId: string, { status, ...query }: PageQuery & { status?: DeliveryStatus }): Promise<Page<Delivery>> {
    const filter = { webhookId: textId(webhookId), ...(status ? { status } : {}) };
    return newestFirst(this.#documents, filter, query, { hidden: ['body'] });
  }

  /** Up to `limit` due deliveries, the longest overdue first, with equal times in the order of their log. */
  due(webhookId: string, now: Date, limit: number): Promise<Pick<Delivery, '_id' | 'subject'>[]> {
    return this.#documents
      .find(dueAt(webhookId, now), {
        fields: { subject: 1 },
        sort: { nextAttemptAt: 1, position: 1 },
        limit,
      })
      .toArray();
  }

  /** When the next delivery is due, which may be in the past; undefined when none is pending. */
  async nextDueAt(webhookId: string): Promise<Date | undefined> {
    const pending = { webhookId: textId(webhookId), nextAttemptAt: { $gt: new Date(0) } };
    const [first] = await this.#documents
      .find(pending, { fields: { nextAttemptAt: 1 }, sort: { nextAttemptAt: 1, position: 1 }, limit: 1 })
      .toArray();
    return first?.nextAttemptAt;
  }

  /** Claims a delivery for an attempt that ends before `until`; undefined when another process has claimed it, or it is no longer due. */
  async claim(webhookId: string, id: string, now: Date, until: Date): Promise<Claim | undefined> {
    const delivery = await this.#documents.findOneAndUpdate(
      { _id: textId(id), ...dueAt(webhookId, now) },
      { $set: { nextAttemptAt: until } },
    );
    return delivery ? { delivery, until } : undefined;
  }

  /**
   * Records the outcome of the attempt, with retries while the database is briefly unavailable; false when the delivery has changed since.
   */
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

  /** Releases a delivery that was claimed but not attempted. */
  async release({ delivery, until }: Claim, now: Date): Promise<void> {
    await this.#documents.updateOne({ _id: delivery._id, nextAttemptAt: until }, { $set: { nextAttemptAt: now } });
  }

  /** Holds all deliveries of a webhook that was disabled: none is due any more. */
  async hold(webhookId: string): Promise<void> {
    await this.#documents.updateMany(
      { webhookId: textId(webhookId), nextAttemptAt: { $gt: new Date(0) } },
      { $set: { status: 'HELD' satisfies DeliveryStatus }, $unset: { nextAttemptAt: 1 } },
    );
  }

  /** Makes a delivery due now, with its full retry schedule, once for a key; null when there is none, or the key was used. */
  replay(webhookId: string, id: string, key: string, now: Date): Promise<Delivery | null> {
    const filter = { _id: textId(id), webhookId: textId(webhookId), replayKey: { $ne: key } };
    return this.#documents.findOneAndUpdate(filter, again(key, now));
  }

  /** As `replay`, for all deliveries that were created at `from` or later and are not pending. Returns how many there were. */
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
