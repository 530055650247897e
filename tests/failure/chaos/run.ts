import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { askUntilAnswered } from '../../support/asking.js';
import { whileProgressing } from '../../support/progress.js';
import { auditIsClean, startShop, type Person, type Shop } from '../../support/shop.js';
import { until } from '../../support/until.js';
import { openAccount, shopFor, type Told } from './customer.js';
import { plans, type Plan } from './plans.js';
import { inWords, schedule, type Planned } from './schedule.js';
import { battlefield, carryOut } from './strike.js';
import { keptOrders, stocks } from './stocktaking.js';
import { judge, type Kept, type Verdict } from './verdict.js';

export interface ChaosOptions {
  readonly seed: number;
  readonly orders: number;
  readonly durationMs: number;
  /** Between two faults, on average. */
  readonly faultEveryMs: number;
  readonly customers?: number;
  /** A folder for the processes' logs. */
  readonly logsTo?: string;
  /** Told every now and then how far it is. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly share: number;
  readonly answered: number;
  readonly faults: number;
  readonly doing: string;
}

/** Everything that a report says. */
export interface ChaosResult {
  readonly options: ChaosOptions;
  readonly beganAt: Date;
  readonly faults: readonly Planned[];
  readonly told: readonly Told[];
  readonly kept: readonly Kept[];
  readonly verdict: Verdict;
  /** How long the last orders took to settle once the faults were over. */
  readonly settledMs: number;
}

const PIECES = 100_000;

/**
 * Lets customers shop while processes die and links break, waits until everything has settled, and judges. Throws when
 * nothing moves for 30 s, or the audit does not become clean.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const shop = await startShop({ faultyLinks: true });
  try {
    return await inShop(shop, options);
  } finally {
    if (options.logsTo) await cp(join(shop.dataDir, 'logs'), options.logsTo, { recursive: true });
    await shop.stop();
  }
}

async function inShop(shop: Shop, options: ChaosOptions): Promise<ChaosResult> {
  const { seed, orders, durationMs, faultEveryMs, customers: count = 12, onProgress = () => undefined } = options;
  const admin = await shop.admin();
  for (const id of ['product-1', 'product-2'])
    await admin.call('POST', `/api/products/${id}/restock`, { quantity: PIECES });
  const stocked = await stocks(admin);
  const customers = await Promise.all(Array.from({ length: count }, () => openAccount(shop)));
  const faults = schedule(seed, durationMs, faultEveryMs, battlefield(shop));

  const beganAt = new Date();
  const told: Told[] = [];
  let struck = 0;
  let doing = '';
  const report = (share: number, now = doing) =>
    onProgress({ share, answered: told.length, faults: struck, doing: now });
  const ticking = setInterval(() => report(Math.min(1, (Date.now() - beganAt.getTime()) / durationMs)), 500);
  const at = (ms: number) => pause(Math.max(0, beganAt.getTime() + ms - Date.now()));
  const shopping = async (plan: Plan) => {
    await at(plan.atMs);
    told.push(await shopFor(plan, customers[plan.customer]!, `chaos-${seed}`));
  };
  const striking = async ({ atMs, strike }: Planned) => {
    await at(atMs);
    struck += 1;
    doing = inWords(strike);
    await carryOut(strike, shop);
  };
  try {
    const settledMs = await whileProgressing(
      shop,
      async () => {
        await Promise.all([
          ...plans(seed, orders, durationMs, count).map(shopping),
          ...faults.map((planned) => striking(planned)),
        ]);
        doing = 'waiting until everything has settled';
        return settle(shop);
      },
      { also: () => `${told.length} ${struck}` },
    );
    const again = await shop.admin();
    const kept = await keptOrders(again);
    const verdict = judge(told, kept, await stocks(again, stocked));
    return { options, beganAt, faults, told, kept, verdict, settledMs };
  } finally {
    clearInterval(ticking);
  }
}

/** Waits until every order has ended and the audit is clean; answers how long that took, milliseconds. */
async function settle(shop: Shop): Promise<number> {
  const began = Date.now();
  shop.links!.heal();
  const admin = await until('the administrator can log in', () => shop.admin(), 60_000);
  await until('every saga has ended', () => nothingUnderWay(admin), 300_000);
  await auditIsClean(admin, 60_000);
  return Date.now() - began;
}

async function nothingUnderWay(admin: Person): Promise<boolean> {
  for (const state of ['RUNNING', 'WAITING', 'COMPENSATING', 'NEEDS_ATTENTION']) {
    const { body } = await askUntilAnswered(() => admin.call('GET', `/api/sagas?state=${state}&limit=3`));
    if (body['items'].length > 0) throw new Error(JSON.stringify(body['items']));
  }
  return true;
}
