import { isDuplicateKey, textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { Intents, type Leased } from '@shop/common/mongo/intents';
import { newestFirst } from '@shop/common/mongo/newest-first';
import { days } from '@shop/common/time';
import type { UnknownChargeState } from '@shop/protos/contract';
import { unknownChargeIdOf } from '../domain/ids.js';
import type { ListedCharge } from '../domain/listed-charge.js';
import { DECISIONS_KEPT, MOST_OPEN, type ChargeDecision, type UnknownCharge } from '../domain/unknown-charge.js';
import type { UnknownChargeDocument, UnknownChargeModel } from './unknown-charge.model.js';

/** A decision that this process has leased, to carry it out. */
export type LeasedDecision = Leased<UnknownChargeDocument>;
/** The decisions that are still to be carried out. */
export type DecisionRepository = Intents<UnknownChargeDocument>;

/** Selects the charges to list. */
interface UnknownChargeFilter {
  readonly state?: UnknownChargeState;
  /** Ids of the payments that the charges name. */
  readonly references?: readonly string[];
}

export interface UnknownChargeRepository {
  /** The current charge; null when there is none. */
  find(id: string): Promise<UnknownCharge | null>;
  /**
   * Stores a charge that was found at `at`; reopens one that had ended and has money again. False when the limit of open charges is
   * reached.
   */
  found(provider: string, charge: ListedCharge, at: Date): Promise<boolean>;
  /** Marks as GONE this provider's charges made since `madeSince` that are open and were not found at `at` or later. */
  closeUnseen(provider: string, madeSince: Date, at: Date): Promise<void>;
  /** Stores a decision, to be carried out; null unless the charge is open. */
  decide(id: string, decision: ChargeDecision): Promise<UnknownCharge | null>;
  /** Records that the decision was carried out or, with a problem, that it cannot be. No effect when the lease has expired. */
  conclude(leased: LeasedDecision, state: UnknownChargeState, problem?: string): Promise<void>;
  /** One page, the most recently found first. Throws 422 for a cursor of another list. */
  list(filter: UnknownChargeFilter & PageQuery): Promise<Page<UnknownCharge>>;
  /** Number of open charges, and the age of the oldest, seconds. */
  open(): Promise<{ count: number; oldestSeconds: number }>;
}

const KEPT_FOR = days(365);
const ENDED: readonly UnknownChargeState[] = ['RETURNED', 'MATCHED', 'GONE'];
const UNDER_WAY = { return: 'RETURNING', match: 'MATCHING' } as const satisfies Record<
  ChargeDecision['action'],
  UnknownChargeState
>;
const ends = (): Date => new Date(Date.now() + KEPT_FOR);

/** The decisions in this model's collection. */
export const decisionRepository = (model: UnknownChargeModel): DecisionRepository =>
  new Intents(model, 'decisionIntent');

/** The charges without a payment in this model's collection. */
export function unknownChargeRepository(model: UnknownChargeModel): UnknownChargeRepository {
  const charges = new Documents<UnknownChargeDocument>(model);
  return {
    find: (id) => charges.findCommitted(id),
    decide(id, decision) {
      const now = new Date();
      const decisionIntent = { at: now, nextAttemptAt: now, attempts: 0 };
      return charges.findOneAndUpdate(
        { _id: textId(id), state: 'OPEN' },
        {
          $set: { state: UNDER_WAY[decision.action], decisionIntent },
          $push: { decisions: { $each: [decision], $slice: -DECISIONS_KEPT } },
          $unset: { problem: 1 },
        },
      );
    },
    async conclude({ document, until }, state, problem) {
      await charges.updateOne(
        { _id: document._id, 'decisionIntent.nextAttemptAt': until },
        {
          $set: {
            state,
            ...(ENDED.includes(state) ? { expiresAt: ends() } : {}),
            ...(problem === undefined ? {} : { problem }),
          },
          $unset: { decisionIntent: 1 },
        },
      );
    },
    async found(provider, { providerRef, reference, currency, madeAt, ...amounts }, at) {
      const _id = unknownChargeIdOf(provider, providerRef);
      // a refunded charge stays in the provider's list
      const again = amounts.amountMinor > 0 ? ['OPEN', ...ENDED] : ['OPEN', 'GONE', 'MATCHED'];
      const isThere = { _id, state: { $in: again } };
      const change = { $set: { ...amounts, state: 'OPEN' }, $max: { seenAt: at }, $unset: { expiresAt: 1 } };
      if (await charges.updateOne(isThere, change)) return true;
      if ((await charges.count({ state: 'OPEN' })) >= MOST_OPEN) return false;
      const made = { provider, providerRef, reference, currency, madeAt, createdAt: new Date(), decisions: [] };
      try {
        await charges.updateOne(isThere, { ...change, $setOnInsert: made }, { upsert: true });
      } catch (error) {
        // a decision about it is being, or was, carried out
        if (!isDuplicateKey(error)) throw error;
      }
      return true;
    },
    async closeUnseen(provider, madeSince, at) {
      await charges.updateMany(
        { state: 'OPEN', provider, madeAt: { $gte: madeSince }, seenAt: { $lt: at } },
        { $set: { state: 'GONE', expiresAt: ends() } },
      );
    },
    list: ({ state, references, ...page }) =>
      newestFirst(
        charges,
        {
          ...(state === undefined ? {} : { state }),
          ...(references === undefined ? {} : { reference: { $in: [...references] } }),
        },
        page,
      ),
    open: () => charges.backlog({ state: 'OPEN' }, 'createdAt'),
  };
}
