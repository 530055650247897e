import type { Page, PageQuery } from '@shop/common/http/paging';
import { textId } from '@shop/common/mongo/connection';
import { Documents, type Update } from '@shop/common/mongo/documents';
import { retryOutages } from '@shop/common/mongo/outage';
import { newestFirst } from '@shop/common/mongo/newest-first';
import type { Model } from 'mongoose';
import type { Mail, MailState } from '../domain/mail.js';

/** A mail that this process has leased for sending until `dueAt`. */
export type LeasedMail = Mail & { readonly dueAt: Date };

/** Mails in the database: each method is one atomic change or one read of one document. */
export class MailRepository {
  readonly #documents: Documents<Mail>;

  constructor(model: Model<Mail>) {
    this.#documents = new Documents(model);
  }

  /** False when it exists already. */
  add(mail: Mail): Promise<boolean> {
    return this.#documents.insert(mail);
  }

  find(id: string): Promise<Mail | null> {
    return this.#documents.findOne({ _id: textId(id) });
  }

  list(query: PageQuery): Promise<Page<Mail>> {
    return newestFirst(this.#documents, {}, query);
  }

  /** Number of cancellation mails to this user in the `ms` milliseconds before this mail. */
  cancellationsBefore({ userId, createdAt }: Mail, ms: number): Promise<number> {
    const since = new Date(createdAt.getTime() - ms);
    const of = { userId: textId(userId), 'content.kind': 'order-cancelled' };
    return this.#documents.count({ ...of, createdAt: { $gt: since, $lt: createdAt } });
  }

  /** Leases a due mail for `ms` milliseconds. Null when it is not due. */
  async lease(id: string, ms: number): Promise<LeasedMail | null> {
    const now = Date.now();
    const change = { $set: { state: 'SENDING', dueAt: new Date(now + ms) }, $inc: { attempts: 1 } };
    return (await this.#documents.findOneAndUpdate(
      { _id: textId(id), dueAt: { $lte: new Date(now) } },
      change,
    )) as LeasedMail | null;
  }

  /** Records that the mail may arrive from now on. False when the lease has expired. */
  handOver(mail: LeasedMail, possibleDuplicate: boolean): Promise<boolean> {
    return this.#change(mail, {
      $inc: { unanswered: 1 },
      ...(possibleDuplicate ? { $set: { possibleDuplicate: true } } : {}),
    });
  }

  /** Records that the mail has ended; retried until the lease expires while the database is unavailable. */
  end(mail: LeasedMail, state: MailState, reason?: string): Promise<boolean> {
    const now = new Date();
    const change: Update = {
      $set: { state, endedAt: now, ...(reason === undefined ? {} : { reason }) },
      $unset: { dueAt: 1, ...(reason === undefined ? { reason: 1 } : {}) },
    };
    return retryOutages(() => this.#change(mail, change), Math.max(0, mail.dueAt.getTime() - Date.now()));
  }

  /** Schedules the next attempt after `ms` milliseconds. `surelyNot`: this attempt definitely did not deliver the mail. */
  async putOff(mail: LeasedMail, ms: number, reason: string, surelyNot: boolean): Promise<Date> {
    const dueAt = new Date(Date.now() + ms);
    await this.#change(mail, {
      $set: { state: 'WAITING', dueAt, reason, ...(surelyNot ? { unanswered: mail.unanswered ?? 0 } : {}) },
    });
    return dueAt;
  }

  /** Ids of the mails that were due at `before`, the longest overdue first. */
  async dueBefore(before: Date, limit: number): Promise<string[]> {
    const due = this.#documents.find({ dueAt: { $lte: before } }, { fields: { _id: 1 }, sort: { dueAt: 1 }, limit });
    return (await due.toArray()).map(({ _id }) => _id);
  }

  /** Number of mails that have not ended, and when the oldest of them was created. */
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
