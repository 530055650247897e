import type { Model } from 'mongoose';
import { showBacklog } from '../backlog-gauge.js';
import type { Metrics } from '../metrics.js';
import { Documents, type Filter, type Update } from './documents.js';
import type { Backlog, Intent } from '../relay.js';

/** A document whose intent this process delivers until `until`. */
export interface Leased<D> {
  readonly document: D;
  readonly until: Date;
}

/** Every intent: the partial index over them holds no other document. */
const ANY = { $gt: new Date(0) };

/**
 * The intents that documents of one collection hold under `field`. They are changed without touching the document's revision.
 * The collection needs an index over `<field>.nextAttemptAt`, see `intentIndex`.
 */
export class Intents<D extends { _id: string }> implements Backlog<Leased<D>> {
  readonly #documents: Documents<D>;
  readonly #field: string;
  readonly #due: string;

  constructor(model: Model<D>, field: keyof D & string) {
    this.#documents = new Documents(model);
    this.#field = field;
    this.#due = `${field}.nextAttemptAt`;
  }

  async lease(limit: number, leaseMs: number): Promise<Leased<D>[]> {
    const now = new Date();
    const due = await this.#documents
      .find({ [this.#due]: { $lte: now } }, { sort: { [this.#due]: 1 }, limit })
      .toArray();
    const until = new Date(now.getTime() + leaseMs);
    // an intent that could not be leased must not keep the leased ones from being delivered
    const leases = await Promise.allSettled(
      due.map(async (document) => {
        const { nextAttemptAt, attempts } = this.#intentOf(document);
        const mine = await this.#change(document, nextAttemptAt, {
          $set: { [this.#due]: until, [`${this.#field}.attempts`]: attempts + 1 },
        });
        return mine ? [{ document, until }] : [];
      }),
    );
    const failed = leases.find((lease) => lease.status === 'rejected');
    if (failed && leases.every((lease) => lease.status === 'rejected')) throw failed.reason;
    return leases.flatMap((lease) => (lease.status === 'fulfilled' ? lease.value : []));
  }

  async putOff({ document, until }: Leased<D>, ms: number): Promise<void> {
    await this.#change(document, until, { $set: { [this.#due]: new Date(Date.now() + ms) } });
  }

  attempts({ document }: Leased<D>): number {
    return this.#intentOf(document).attempts + 1;
  }

  /** Removes an intent that was delivered; false when the lease was over. */
  remove(leased: Leased<D>): Promise<boolean> {
    return this.removeWhen(leased, {});
  }

  /** As `remove`, where `when` holds. */
  protected removeWhen({ document, until }: Leased<D>, when: Filter): Promise<boolean> {
    return this.#change(document, until, { $unset: { [this.#field]: 1 } }, when);
  }

  /** How many are undelivered, and how long the oldest has been, seconds. */
  backlog(): Promise<{ count: number; oldestSeconds: number }> {
    return this.#documents.backlog({ [this.#due]: ANY }, `${this.#field}.at`);
  }

  /**
   * Exposes the backlog as the gauges `<name>` and `<name>_oldest_seconds`. All replicas report the same values: aggregate with the
   * maximum.
   */
  watch(metrics: Metrics, name: string, help: string): void {
    showBacklog(metrics, name, help, () => this.backlog());
  }

  #change({ _id }: D, seen: Date, update: Update, when: Filter = {}): Promise<boolean> {
    return this.#documents.updateOne({ ...when, _id, [this.#due]: seen }, update);
  }

  #intentOf(document: D): Intent {
    return document[this.#field as keyof D] as unknown as Intent;
  }
}

/** Key and options of the index that `Intents` reads by. */
export const intentIndex = (field: string) =>
  [
    { [`${field}.nextAttemptAt`]: 1 as const },
    { partialFilterExpression: { [`${field}.nextAttemptAt`]: { $exists: true } } },
  ] as const;
