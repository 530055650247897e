import { randomUUID } from 'node:crypto';
import { collectionOf, isDuplicateKey } from '@shop/common/mongo/connection';
import type { Model, mongo } from 'mongoose';
import { AUDIT_KINDS, type AuditKind, type AuditOutcome, type AuditRunDocument } from './audit-run.model.js';

/** An audit that this process has leased, for as long as it renews the lease. */
export interface Leased {
  readonly kind: AuditKind;
  readonly owner: string;
  readonly seenUntil: number;
  /** Orders that broke a rule in the last audit. */
  readonly suspects: readonly string[];
}

/** Leases the audits among all orchestrators: one orchestrator at a time for each kind. Times are epoch milliseconds. */
export class AuditRunRepository {
  readonly #runs: mongo.Collection<AuditRunDocument>;
  readonly #leaseMs: number;

  constructor(model: Model<AuditRunDocument>, leaseMs: number) {
    this.#runs = collectionOf(model);
    this.#leaseMs = leaseMs;
  }

  /** Creates missing documents, as if everything had been checked just `now`. */
  async prepare(now: number): Promise<void> {
    for (const kind of AUDIT_KINDS)
      try {
        await this.#runs.insertOne({
          _id: kind,
          leaseUntil: 0,
          owner: '',
          startedAt: now,
          looked: 0,
          wanted: false,
          seenUntil: now,
          last: null,
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
  }

  /** Leases the audit of this kind if none is running, and it was requested or the last one began before `dueBefore`. */
  async lease(kind: AuditKind, now: number, dueBefore: number): Promise<Leased | undefined> {
    const owner = randomUUID();
    const due = [{ wanted: true }, { startedAt: { $lt: dueBefore } }, { leaseUntil: { $gt: 0 } }];
    const run = await this.#runs.findOneAndUpdate(
      { _id: kind, leaseUntil: { $lte: now }, $or: due },
      { $set: { owner, leaseUntil: now + this.#leaseMs, startedAt: now, looked: 0, wanted: false } },
      { returnDocument: 'after' },
    );
    return run ? { kind, owner, seenUntil: run.seenUntil, suspects: run.last?.suspects ?? [] } : undefined;
  }

  /** Records the progress and renews the lease; false when another process has taken the audit over. */
  async progress({ kind, owner }: Leased, looked: number, now: number): Promise<boolean> {
    const { matchedCount } = await this.#runs.updateOne(
      { _id: kind, owner },
      { $set: { looked, leaseUntil: now + this.#leaseMs } },
    );
    return matchedCount === 1;
  }

  async finish({ kind, owner }: Leased, last: AuditOutcome, seenUntil?: number): Promise<void> {
    const seen = seenUntil === undefined ? {} : { seenUntil };
    await this.#runs.updateOne({ _id: kind, owner }, { $set: { leaseUntil: 0, looked: last.looked, last, ...seen } });
  }

  /** Releases the audit, to be started again by the next process. */
  async abandon({ kind, owner }: Leased): Promise<void> {
    await this.#runs.updateOne({ _id: kind, owner }, { $set: { leaseUntil: 1 } });
  }

  /** Requests a whole audit, which begins as soon as an orchestrator is free; ignored while one is running. */
  async want(): Promise<void> {
    await this.#runs.updateOne({ _id: 'whole', leaseUntil: 0 }, { $set: { wanted: true } });
  }

  all(): Promise<AuditRunDocument[]> {
    return this.#runs.find({}).sort({ _id: 1 }).toArray();
  }
}
