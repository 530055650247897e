import { isDuplicateKey } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { Page, PageQuery } from '@shop/common/http/paging';
import { newestFirst } from '@shop/common/mongo/newest-first';
import { days } from '@shop/common/time';
import { unknownChargeIdOf } from '../domain/ids.js';
import type { ListedCharge } from '../domain/listed-charge.js';
import { MOST_OPEN, type UnknownCharge, type UnknownChargeState } from '../domain/unknown-charge.js';
import type { UnknownChargeModel } from './unknown-charge.model.js';

/** Which are listed. */
interface UnknownChargeFilter {
  readonly state?: UnknownChargeState;
  /** The payment that they are said to be for. */
  readonly reference?: string;
}

export interface UnknownChargeRepository {
  /** Lists a charge as it was found at `at`, open again if it was gone; false when there are as many open ones as are kept. */
  found(provider: string, charge: ListedCharge, at: Date): Promise<boolean>;
  /** Of the charges that this provider made since then, those that were open and not found at `at` or later are gone. */
  closeUnseen(provider: string, madeSince: Date, at: Date): Promise<void>;
  /** One page, those found last first. Throws 422 for a cursor of another list. */
  list(filter: UnknownChargeFilter & PageQuery): Promise<Page<UnknownCharge>>;
  /** How many are open, and for how long the oldest has been, seconds. */
  open(): Promise<{ count: number; oldestSeconds: number }>;
}

const KEPT_FOR = days(365);
const AGAIN = ['OPEN', 'GONE'] as const satisfies UnknownChargeState[];

export function unknownChargeRepository(model: UnknownChargeModel): UnknownChargeRepository {
  const charges = new Documents<UnknownCharge>(model);
  return {
    async found(provider, { providerRef, reference, currency, madeAt, ...amounts }, at) {
      const _id = unknownChargeIdOf(provider, providerRef);
      const isThere = { _id, state: { $in: AGAIN } };
      const change = { $set: { ...amounts, state: 'OPEN' }, $max: { seenAt: at }, $unset: { expiresAt: 1 } };
      if (await charges.updateOne(isThere, change)) return true;
      if ((await charges.count({ state: 'OPEN' })) >= MOST_OPEN) return false;
      const made = { provider, providerRef, reference, currency, madeAt, createdAt: new Date() };
      try {
        await charges.updateOne(isThere, { ...change, $setOnInsert: made }, { upsert: true });
      } catch (error) {
        // something is being done about it
        if (!isDuplicateKey(error)) throw error;
      }
      return true;
    },
    async closeUnseen(provider, madeSince, at) {
      await charges.updateMany(
        { state: 'OPEN', provider, madeAt: { $gte: madeSince }, seenAt: { $lt: at } },
        { $set: { state: 'GONE', expiresAt: new Date(Date.now() + KEPT_FOR) } },
      );
    },
    list: ({ state, reference, ...page }) =>
      newestFirst(
        charges,
        { ...(state === undefined ? {} : { state }), ...(reference === undefined ? {} : { reference }) },
        page,
      ),
    async open() {
      const [found] = await charges.aggregate<{ count: number; oldest: Date }>([
        { $match: { state: 'OPEN' } },
        { $group: { _id: null, count: { $sum: 1 }, oldest: { $min: '$createdAt' } } },
      ]);
      if (!found) return { count: 0, oldestSeconds: 0 };
      return { count: found.count, oldestSeconds: Math.max(0, (Date.now() - found.oldest.getTime()) / 1000) };
    },
  };
}
