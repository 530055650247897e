import { Documents } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { newestFirst } from '@shop/common/mongo/newest-first';
import type { DisputeStatus } from '@shop/protos/contract';
import type { Dispute, ListedDispute } from '../domain/dispute.js';
import { disputeIdOf } from '../domain/ids.js';
import type { DisputeModel } from './dispute.model.js';

/** Selects the disputes to list. */
interface DisputeFilter {
  readonly status?: DisputeStatus;
  /** Ids of the disputed payments. */
  readonly references?: readonly string[];
}

export interface DisputeRepository {
  /** The current dispute; null when there is none. */
  find(id: string): Promise<Dispute | null>;
  /** The disputes of these payments, the oldest first. */
  ofPayments(references: readonly string[]): Promise<Dispute[]>;
  /**
   * Stores what the provider answered to a request sent at `askedAt`, unless the stored answer is to a later request. Returns the former
   * dispute, undefined when nothing was written.
   */
  record(provider: string, dispute: ListedDispute, askedAt: Date): Promise<{ before: Dispute | null } | undefined>;
  /** One page, the most recently recorded first. Throws 422 for a cursor of another list. */
  list(filter: DisputeFilter & PageQuery): Promise<Page<Dispute>>;
  /** Number of disputes to answer (INQUIRY or OPEN), and the age of the oldest, seconds. */
  open(): Promise<{ count: number; oldestSeconds: number }>;
}

const UNDECIDED: readonly DisputeStatus[] = ['INQUIRY', 'OPEN'];

/** The disputes in this model's collection. */
export function disputeRepository(model: DisputeModel): DisputeRepository {
  const disputes = new Documents<Dispute>(model);
  return {
    find: (id) => disputes.findCommitted(id),
    async ofPayments(references) {
      if (references.length === 0) return [];
      return disputes.find({ reference: { $in: [...references] } }, { sort: { createdAt: 1, _id: 1 } }).toArray();
    },
    async record(provider, dispute, askedAt) {
      const _id = disputeIdOf(provider, dispute.ref);
      for (;;) {
        const now = new Date();
        const before = await disputes.findOne({ _id });
        const reported = { ...dispute, askedAt, updatedAt: now };
        if (!before) {
          if (await disputes.insert({ _id, provider, createdAt: now, ...reported })) return { before };
          continue;
        }
        if (before.askedAt > askedAt) return undefined;
        const { evidenceDueAt, ...others } = reported;
        const due = evidenceDueAt === undefined ? { $unset: { evidenceDueAt: 1 } } : { $set: { evidenceDueAt } };
        const update = { ...due, $set: { ...others, ...due.$set } };
        if (await disputes.findOneAndUpdate({ _id, askedAt: before.askedAt }, update)) return { before };
      }
    },
    list: ({ status, references, ...page }) =>
      newestFirst(
        disputes,
        {
          ...(status === undefined ? {} : { status }),
          ...(references === undefined ? {} : { reference: { $in: [...references] } }),
        },
        page,
      ),
    open: () => disputes.backlog({ status: { $in: [...UNDECIDED] } }, 'openedAt'),
  };
}
