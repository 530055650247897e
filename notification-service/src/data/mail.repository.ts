import type { Page, PageQuery } from '@shop/common/http/paging';
import { textId } from '@shop/common/mongo/connection';
import { Documents, type Update } from '@shop/common/mongo/documents';
import { retryOutages } from '@shop/common/mongo/outage';
import { newestFirst } from '@shop/common/mongo/newest-first';
import type { Model } from 'mongoose';
import type { Mail, MailState } from '../domain/mail.js';

/** A mail that is ours to send until `dueAt`. */
export type LeasedMail = Mail & { readonly dueAt: Date };

/** Mails in the database: each method is one atomic change or one read of one document. */
export class MailRepository {
  readonly #documents: Documents<Mail>;

  constructor(model: Model<Mail>) {
    this.#documents = new Documents(model);
  }

  /** False when it is there already. */
  add(mail: Mail): Promise<boolean> {
    return this.#documents.insert(mail);
  }

  find(id: string): Promise<Mail | null> {
    return this.#documents.findOne({ _id: textId(id) });
  }

  list(query: PageQuery): Promise<Page<Mail>> {
    return newestFirst(this.#documents, {}, query);
  }

  /** How many cancellations this user was to be mailed within so many milliseconds before this mail. */
  cancellationsBefore({ userId, createdAt }: Mail, ms: number): Promise<number> {
    const since = new Date(createdAt.getTime() - ms);
    const of = { userId: textId(userId), 'content.kind': 'order-cancelled' };
    return this.#documents.count({ ...of, createdAt: { $gt: since, $lt: createdAt } });
  }

  /** Takes one that is due, for `ms` milliseconds. Null when it is not. */
  async lease(id: string, ms: number): Promise<LeasedMail | null> {
    const now = Date.now();
    const change = { $set: { state: 'SENDING', dueAt: new Date(now + ms) }, $inc: { attempts: 1 } };
    return (await this.#documents.findOneAndUpdate(
      { _id: textId(id), dueAt: { $lte: new Date(now) } },
      change,
    )) as LeasedMail | null;
  }

  /** Notes that it may arrive from now on. False when the lease is over. */
  handOver(mail: LeasedMail, possibleDuplicate: boolean): Promise<boolean> {
    return this.#change(mail, {
      $inc: { unanswered: 1 },
      ...(possibleDuplicate ? { $set: { possibleDuplicate: true } } : {}),
    });
  }

  /** It has ended; while the database is away that is tried as long as the lease lasts. */
  end(mail: LeasedMail, state: MailState, reason?: string): Promise<boolean> {
    const now = new Date();
    const change: Update = {
      $set: { state, endedAt: now, ...(reason === undefined ? {} : { reason }) },
      $unset: { dueAt: 1, ...(reason === undefined ? { reason: 1 } : {}) },
    };
    return retryOutages(() => this.#change(mail, change), Math.max(0, mail.dueAt.getTime() - Date.now()));
  }

  /** It is tried again after `ms` milliseconds; `surelyNot`: the other side does not have it by this attempt. */
  async putOff(mail: LeasedMail, ms: number, reason: string, surelyNot: boolean): Promise<Date> {
    const dueAt = new Date(Date.now() + ms);
    await this.#change(mail, {
      $set: { state: 'WAITING', dueAt, reason, ...(surelyNot ? { unanswered: mail.unanswered ?? 0 } : {}) },
    });
    return dueAt;
  }

  /** Ids of those that are due since `before`, the longest first. */
  async dueBefore(before: Date, limit: number): Promise<string[]> {
    const due = this.#documents.find({ dueAt: { $lte: before } }, { fields: { _id: 1 }, sort: { dueAt: 1 }, limit });
    return (await due.toArray()).map(({ _id }) => _id);
  }

  /** How many have not ended, and when the oldest of them was asked for. */
  async waiting(): Promise<{ readonly count: number; readonly oldest: Date | undefined }> {
    const notEnded = { dueAt: { $gt: new Date(0) } };
    const oldest = this.#documents.find(notEnded, { fields: { createdAt: 1 }, sort: { createdAt: 1 }, limit: 1 });
    const [count, [first]] = await Promise.all([this.#documents.count(notEnded), oldest.toArray()]);
    return { count, oldest: first?.createdAt };
  }

  #change({ _id, dueAt }: LeasedMail, update: Update): Promise<boolean> {
    return this.#documents.updateOne({ _id, dueAt }, update);
  }
}
