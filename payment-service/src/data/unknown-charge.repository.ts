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

/** A decision that is ours to carry out. */
export type LeasedDecision = Leased<UnknownChargeDocument>;
/** The decisions that are still to be carried out. */
export type DecisionRepository = Intents<UnknownChargeDocument>;

/** Which are listed. */
interface UnknownChargeFilter {
  readonly state?: UnknownChargeState;
  /** The payments that they are said to be for. */
  readonly references?: readonly string[];
}

export interface UnknownChargeRepository {
  /** As it is now; null when there is none. */
  find(id: string): Promise<UnknownCharge | null>;
  /** Lists a charge as it was found at `at`, open again if that was over and it has money; false when there are as many open ones as are kept. */
  found(provider: string, charge: ListedCharge, at: Date): Promise<boolean>;
  /** Of the charges that this provider made since then, those that were open and not found at `at` or later are gone. */
  closeUnseen(provider: string, madeSince: Date, at: Date): Promise<void>;
  /** Writes a decision down, to be carried out; null unless the charge is open. */
  decide(id: string, decision: ChargeDecision): Promise<UnknownCharge | null>;
  /** The decision was carried out, or with a problem it cannot be. Nothing happens when the lease was over. */
  conclude(leased: LeasedDecision, state: UnknownChargeState, problem?: string): Promise<void>;
  /** One page, those found last first. Throws 422 for a cursor of another list. */
  list(filter: UnknownChargeFilter & PageQuery): Promise<Page<UnknownCharge>>;
  /** How many are open, and for how long the oldest has been, seconds. */
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
      // one that was given back stays in the provider's list
      const again = amounts.amountMinor > 0 ? ['OPEN', ...ENDED] : ['OPEN', 'GONE', 'MATCHED'];
      const isThere = { _id, state: { $in: again } };
      const change = { $set: { ...amounts, state: 'OPEN' }, $max: { seenAt: at }, $unset: { expiresAt: 1 } };
      if (await charges.updateOne(isThere, change)) return true;
      if ((await charges.count({ state: 'OPEN' })) >= MOST_OPEN) return false;
      const made = { provider, providerRef, reference, currency, madeAt, createdAt: new Date(), decisions: [] };
      try {
        await charges.updateOne(isThere, { ...change, $setOnInsert: made }, { upsert: true });
      } catch (error) {
        // something is being done about it, or was
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
