import { randomUUID } from 'node:crypto';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { textId } from '@shop/common/mongo/connection';
import { Documents, type Filter, type Update } from '@shop/common/mongo/documents';
import { retryOutages } from '@shop/common/mongo/outage';
import { groupUpdates } from '@shop/common/mongo/grouped-updates';
import { newestFirst } from '@shop/common/mongo/newest-first';
import type { Model } from 'mongoose';
import type { Mail, MailState } from '../domain/mail.js';

/** A mail that this process has leased for sending until `dueAt`. */
export type LeasedMail = Mail & { readonly dueAt: Date };

/** Mails in the database. */
export class MailRepository {
  readonly #documents: Documents<Mail>;
  /** Mails end in groups: many are sent at once. */
  readonly #group: ReturnType<typeof groupUpdates>;

  constructor(model: Model<Mail>) {
    const documents = new Documents(model);
    this.#documents = documents;
    this.#group = groupUpdates((updates) => documents.updateEach(updates));
  }

  /** False when it exists already. */
  add(mail: Mail): Promise<boolean> {
    return this.#documents.insert(mail);
  }

  list(query: PageQuery): Promise<Page<Mail>> {
    return newestFirst(this.#documents, {}, query);
  }

  /** Number of cancellation mails to this user in the `ms` milliseconds before this mail; of the same millisecond by their ids. */
  cancellationsBefore({ _id, userId, createdAt }: Mail, ms: number): Promise<number> {
    const since = new Date(createdAt.getTime() - ms);
    const of = { userId: textId(userId), 'content.kind': 'order-cancelled' };
    const before = [{ createdAt: { $lt: createdAt } }, { _id: { $lt: textId(_id) } }];
    return this.#documents.count({ ...of, createdAt: { $gt: since, $lte: createdAt }, $or: before });
  }

  /** Leases mails that are due for `ms` milliseconds, the longest overdue first. Of several callers one gets each mail. */
  async leaseDue(ms: number, limit: number): Promise<LeasedMail[]> {
    const now = new Date();
    const _id = { $in: await this.#due(now, limit) };
    if (_id.$in.length === 0) return [];
    const leaseId = randomUUID();
    const lease = { state: 'SENDING', dueAt: new Date(now.getTime() + ms), leaseId };
    await this.#documents.updateMany({ _id, dueAt: { $lte: now } }, { $set: lease, $inc: { attempts: 1 } });
    return this.#documents.find<LeasedMail>({ _id, leaseId }).toArray();
  }

  /** Records that the mail may arrive from now on. False when the lease has expired. */
  handOver(mail: LeasedMail, possibleDuplicate: boolean): Promise<boolean> {
    return this.#change(mail, {
      $inc: { unanswered: 1 },
      ...(possibleDuplicate ? { $set: { possibleDuplicate: true } } : {}),
    });
  }

  /** Records that the mail has ended; retried until the lease expires while the database is unavailable. */
  end(mail: LeasedMail, state: MailState, reason?: string): Promise<void> {
    const now = new Date();
    const update: Update = {
      $set: { state, endedAt: now, ...(reason === undefined ? {} : { reason }) },
      $unset: { dueAt: 1, ...(reason === undefined ? { reason: 1 } : {}) },
    };
    return retryOutages(
      () => this.#group({ filter: heldBy(mail), update }),
      Math.max(0, mail.dueAt.getTime() - Date.now()),
    );
  }

  /** Schedules the next attempt after `ms` milliseconds. `surelyNot`: this attempt definitely did not deliver the mail. */
  async putOff(mail: LeasedMail, ms: number, reason: string, surelyNot: boolean): Promise<void> {
    const dueAt = new Date(Date.now() + ms);
    await this.#change(mail, {
      $set: { state: 'WAITING', dueAt, reason, ...(surelyNot ? { unanswered: mail.unanswered ?? 0 } : {}) },
    });
  }

  /** Number of mails that have not ended, and when the oldest of them was created. */
  async waiting(): Promise<{ readonly count: number; readonly oldest: Date | undefined }> {
    const notEnded = { dueAt: { $gt: new Date(0) } };
    const oldest = this.#documents.find(notEnded, { fields: { createdAt: 1 }, sort: { createdAt: 1 }, limit: 1 });
    const [count, [first]] = await Promise.all([this.#documents.count(notEnded), oldest.toArray()]);
    return { count, oldest: first?.createdAt };
  }

  #change(mail: LeasedMail, update: Update): Promise<boolean> {
    return this.#documents.updateOne(heldBy(mail), update);
  }

  /** Ids of mails that are due, the longest overdue first. */
  async #due(now: Date, limit: number): Promise<string[]> {
    const due = this.#documents.find({ dueAt: { $lte: now } }, { fields: { _id: 1 }, sort: { dueAt: 1 }, limit });
    return (await due.toArray()).map(({ _id }) => _id);
  }
}

/** Matches the mail while this process holds its lease: a later lease ends later. */
const heldBy = ({ _id, dueAt }: LeasedMail): Filter => ({ _id, dueAt });
