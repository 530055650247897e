import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { whileProgressing } from '../../support/progress.js';
import { startShop, type Shop } from '../../support/shop.js';
import { openAccount, type CustomerRecord } from './customer.js';
import { plans } from './plans.js';
import { schedule, type Planned } from './schedule.js';
import { awaitEnds } from './await-ends.js';
import { orders as ordersOf, stocks } from './stocktaking.js';
import { startRun } from './start-run.js';
import { targetsOf } from './inject.js';
import { isClean, judge, type StoredOrder, type Verdict } from './verdict.js';

export interface ChaosOptions {
  readonly seed: number;
  readonly orders: number;
  readonly durationMs: number;
  /** The average time between two faults. */
  readonly faultEveryMs: number;
  readonly customers?: number;
  /** Additional variables for the shop, such as another store. */
  readonly env?: Record<string, string>;
  /** A folder for the processes' logs. */
  readonly logsTo?: string;
  /** Called every half second with the progress. */
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly share: number;
  readonly answered: number;
  readonly faults: number;
  readonly doing: string;
}

/** The data of a report. */
export interface ChaosResult {
  readonly options: ChaosOptions;
  readonly beganAt: Date;
  readonly faults: readonly Planned[];
  readonly records: readonly CustomerRecord[];
  readonly stored: readonly StoredOrder[];
  readonly verdict: Verdict;
  /** How long it took after the last fault until every order had ended, milliseconds. */
  readonly finishedMs: number;
}

const PIECES = 100_000;
const REPORT_MS = 500;
/** Longer than the lease of order-service's relay. */
const LONGEST_RELAY_MS = 30_000;

/**
 * Lets customers shop while processes die and links break, waits until everything has ended, and compares. Rejects when no saga
 * progresses for two minutes, or the audit does not become clean.
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
  const faults = schedule(seed, durationMs, faultEveryMs, targetsOf(shop));

  const beganAt = new Date();
  const going = startRun(shop, `chaos-${seed}`, customers, plans(seed, orders, durationMs, count), faults);
  const report = () =>
    onProgress({
      share: Math.min(1, (Date.now() - beganAt.getTime()) / durationMs),
      answered: going.records.length,
      faults: going.injected,
      doing: going.records.length === orders ? 'waiting until everything has ended' : going.last,
    });
  const ticking = setInterval(report, REPORT_MS);
  try {
    const finishedMs = await whileProgressing(shop, () => going.over.then(() => awaitEnds(shop, going.records)), {
      also: () => `${going.records.length} ${going.injected}`,
    });
    const again = await shop.admin();
    const judged = async () => {
      const stored = await ordersOf(again);
      return { stored, verdict: judge(going.records, stored, await stocks(again, stocked)) };
    };
    // a cancellation that order-service accepted for the orchestrator is delivered only after the lease of the dead process ends
    const deadline = Date.now() + LONGEST_RELAY_MS;
    let result = await judged();
    while (!isClean(result.verdict) && Date.now() < deadline) {
      await pause(REPORT_MS);
      result = await judged();
    }
    return { options, beganAt, faults, records: going.records, ...result, finishedMs };
  } finally {
    clearInterval(ticking);
  }
}
