import { Documents } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { newestFirst } from '@shop/common/mongo/newest-first';
import type { DisputeStatus } from '@shop/protos/contract';
import type { Dispute, ListedDispute } from '../domain/dispute.js';
import { disputeIdOf } from '../domain/ids.js';
import type { DisputeModel } from './dispute.model.js';

/** Which are listed. */
interface DisputeFilter {
  readonly status?: DisputeStatus;
  /** The payments that they are of. */
  readonly references?: readonly string[];
}

export interface DisputeRepository {
  /** As it is now; null when there is none. */
  find(id: string): Promise<Dispute | null>;
  /** Those of these payments, the oldest first. */
  ofPayments(references: readonly string[]): Promise<Dispute[]>;
  /**
   * Writes down what the provider answered when it was asked at `askedAt`, unless it was asked later for what is there. Answers what was
   * there before, undefined when nothing was written.
   */
  record(provider: string, dispute: ListedDispute, askedAt: Date): Promise<{ before: Dispute | null } | undefined>;
  /** One page, those recorded last first. Throws 422 for a cursor of another list. */
  list(filter: DisputeFilter & PageQuery): Promise<Page<Dispute>>;
  /** How many are to be answered, INQUIRY or OPEN, and for how long the oldest has been there, seconds. */
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
        const told = { ...dispute, askedAt, updatedAt: now };
        if (!before) {
          if (await disputes.insert({ _id, provider, createdAt: now, ...told })) return { before };
          continue;
        }
        if (before.askedAt > askedAt) return undefined;
        const { evidenceDueAt, ...others } = told;
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
