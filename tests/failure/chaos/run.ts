import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { whileProgressing } from '../../support/progress.js';
import { startShop, type Shop } from '../../support/shop.js';
import { openAccount, type Told } from './customer.js';
import { plans } from './plans.js';
import { schedule, type Planned } from './schedule.js';
import { awaitEnds } from './await-ends.js';
import { orders as ordersOf, stocks } from './stocktaking.js';
import { storm } from './storm.js';
import { battlefield } from './strike.js';
import { isClean, judge, type Kept, type Verdict } from './verdict.js';

export interface ChaosOptions {
  readonly seed: number;
  readonly orders: number;
  readonly durationMs: number;
  /** Between two faults, on average. */
  readonly faultEveryMs: number;
  readonly customers?: number;
  /** What is set for the shop beside the usual, such as another store. */
  readonly env?: Record<string, string>;
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
  /** How long the last orders took to awaitEnds once the faults were over. */
  readonly finishedMs: number;
}

const PIECES = 100_000;
const REPORT_MS = 500;
/** Longer than the lease of order-service's relay. */
const LONGEST_RELAY_MS = 30_000;

/**
 * Lets customers shop while processes die and links break, waits until everything has ended, and judges. Throws when
 * nothing moves for 30 s, or the audit does not become clean.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const shop = await startShop({ faultyLinks: true, env: options.env ?? {} });
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
  const going = storm(shop, `chaos-${seed}`, customers, plans(seed, orders, durationMs, count), faults);
  const report = () =>
    onProgress({
      share: Math.min(1, (Date.now() - beganAt.getTime()) / durationMs),
      answered: going.told.length,
      faults: going.struck,
      doing: going.told.length === orders ? 'waiting until everything has ended' : going.last,
    });
  const ticking = setInterval(report, REPORT_MS);
  try {
    const finishedMs = await whileProgressing(shop, () => going.over.then(() => awaitEnds(shop, going.told)), {
      also: () => `${going.told.length} ${going.struck}`,
    });
    const again = await shop.admin();
    const judged = async () => {
      const kept = await ordersOf(again);
      return { kept, verdict: judge(going.told, kept, await stocks(again, stocked)) };
    };
    // a cancellation that order-service took for the orchestrator is told once the lease of the process that died is over
    const deadline = Date.now() + LONGEST_RELAY_MS;
    let result = await judged();
    while (!isClean(result.verdict) && Date.now() < deadline) {
      await pause(REPORT_MS);
      result = await judged();
    }
    return { options, beganAt, faults, told: going.told, ...result, finishedMs };
  } finally {
    clearInterval(ticking);
  }
}
