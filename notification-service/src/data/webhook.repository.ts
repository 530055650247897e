import type { Page, PageQuery } from '@shop/common/http/paging';
import { textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import { newestFirst } from '@shop/common/mongo/newest-first';
import type { Model } from 'mongoose';
import { MOST_WEBHOOKS, type DisabledReason, type Webhook } from '../domain/webhook.js';

/** What an administrator can change. */
export type WebhookChange = Partial<Pick<Webhook, 'url' | 'events'>>;

/** Webhooks in the database. */
export class WebhookRepository {
  readonly #documents: Documents<Webhook>;

  constructor(model: Model<Webhook>) {
    this.#documents = new Documents(model);
  }

  /** Adds a webhook at a free place; `exists` when its id is taken, `full` when every place is, whoever else adds one at the same time. */
  async add(webhook: Omit<Webhook, 'place'>): Promise<'added' | 'exists' | 'full'> {
    for (;;) {
      const all = await this.#documents.find({}, { fields: { place: 1 } }).toArray();
      if (all.some(({ _id }) => _id === webhook._id)) return 'exists';
      const taken = new Set(all.map(({ place }) => place));
      const free = Array.from({ length: MOST_WEBHOOKS }, (_, index) => index).filter((each) => !taken.has(each));
      // a random one: concurrent callers rarely choose the same
      const place = free[Math.floor(Math.random() * free.length)];
      if (place === undefined) return 'full';
      // otherwise a concurrent call took this id or this place: try again
      if (await this.#documents.insert({ ...webhook, place })) return 'added';
      if (await this.#documents.findCommitted(webhook._id)) return 'exists';
    }
  }

  byId(id: string): Promise<Webhook | null> {
    return this.#documents.findOne({ _id: textId(id) });
  }

  list(query: PageQuery): Promise<Page<Webhook>> {
    return newestFirst(this.#documents, {}, query);
  }

  all(): Promise<Webhook[]> {
    return this.#documents.find({}).toArray();
  }

  change(id: string, change: WebhookChange): Promise<Webhook | null> {
    return this.#documents.findOneAndUpdate({ _id: textId(id) }, { $set: { ...change } });
  }

  /** Replaces the secret, once for a key; null when the secret has changed since, or the key was used. */
  rotate(
    { _id, sealedSecret }: Webhook,
    to: Pick<Webhook, 'sealedSecret' | 'formerSecret'>,
    rotationKey: string,
  ): Promise<Webhook | null> {
    return this.#documents.findOneAndUpdate(
      { _id, sealedSecret, rotationKey: { $ne: rotationKey } },
      {
        $set: { ...to, rotationKey },
        ...(to.formerSecret ? {} : { $unset: { formerSecret: 1 } }),
      },
    );
  }

  /** Disables a webhook; null when there is none, or it is disabled already. */
  disable(id: string, reason: DisabledReason, now: Date): Promise<Webhook | null> {
    return this.#documents.findOneAndUpdate({ _id: textId(id), disabled: false }, { $set: disabled(reason, now) });
  }

  /** Disables a webhook to which nothing was delivered since `since`; null when something was. */
  disableIfSilent(id: string, since: Date, now: Date): Promise<Webhook | null> {
    return this.#documents.findOneAndUpdate(
      { _id: textId(id), disabled: false, $or: [{ lastGoodAt: null }, { lastGoodAt: { $lt: since } }] },
      { $set: disabled('FAILING', now) },
    );
  }

  /** Claims, until `until`, a disabled webhook of which the administrators are to be notified; null when there is none. */
  claimNotice(now: Date, until: Date): Promise<Webhook | null> {
    return this.#documents.findOneAndUpdate({ noticeDueAt: { $lte: now } }, { $set: { noticeDueAt: until } });
  }

  /** Records that they were notified, unless another process has claimed the notice since, or the webhook was disabled once more. */
  async endNotice({ _id, noticeDueAt }: Webhook): Promise<void> {
    await this.#documents.updateOne({ _id, noticeDueAt }, { $unset: { noticeDueAt: 1 } });
  }

  /** Enables a webhook; null when there is none, or it is enabled. */
  enable(id: string, now: Date): Promise<Webhook | null> {
    return this.#documents.findOneAndUpdate(
      { _id: textId(id), disabled: true },
      { $set: { disabled: false, lastGoodAt: now }, $unset: { disabledAt: 1, disabledReason: 1, noticeDueAt: 1 } },
    );
  }

  async noteGood(id: string, now: Date): Promise<void> {
    await this.#documents.updateOne({ _id: textId(id) }, { $set: { lastGoodAt: now } });
  }

  remove(id: string): Promise<boolean> {
    return this.#documents.deleteOne({ _id: textId(id) });
  }
}

/** The update that disables a webhook; administrators are notified unless one of them disabled it. */
const disabled = (disabledReason: DisabledReason, now: Date) => ({
  disabled: true,
  disabledAt: now,
  disabledReason,
  ...(disabledReason === 'ADMINISTRATOR' ? {} : { noticeDueAt: now }),
});
