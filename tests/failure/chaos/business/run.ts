import { cp } from 'node:fs/promises';
import mongoose from 'mongoose';
import { until } from '@shop/testkit/until';
import { Random } from '../../../../packages/saga-engine/test/core/simulation/random.js';
import { whileProgressing } from '../../../support/progress.js';
import type { Progress } from '../run.js';
import { schedule, type Planned } from '../schedule.js';
import { storm } from '../storm.js';
import { carryOut } from '../strike.js';
import { accountOf, type Account, type StoredSaga, type ToldOfSaga } from './account.js';
import type { Business, Wish } from './business.js';
import { startBusiness, type BusinessStack } from './stack.js';

export interface BusinessChaosOptions {
  readonly seed: number;
  readonly sagas: number;
  readonly durationMs: number;
  /** Between two faults, on average. */
  readonly faultEveryMs: number;
  /** A folder for the processes' logs and the participants' files. */
  readonly logsTo?: string;
  readonly onProgress?: (progress: Progress) => void;
}

export interface BusinessChaosResult {
  readonly faults: readonly Planned[];
  readonly told: readonly ToldOfSaga[];
  readonly account: Account;
  /** How long the last sagas took to end once the faults were over, milliseconds. */
  readonly settledMs: number;
}

const ANSWERED_WITHIN_MS = 120_000;
const ENDED_WITHIN_MS = 300_000;
const REPORT_MS = 500;

/**
 * Starts sagas of a business while its processes are killed and paused at random and Redis is wiped, waits until each has ended, and
 * compares what customers were told, the sagas and the participants' books. Throws when nothing moves for a minute.
 */
export async function runBusinessChaos(
  business: Business,
  options: BusinessChaosOptions,
): Promise<BusinessChaosResult> {
  const running = await startBusiness(business);
  try {
    return await inBusiness(business, running, options);
  } finally {
    if (options.logsTo) await cp(running.dataDir, options.logsTo, { recursive: true });
    await running.stop();
  }
}

async function inBusiness(
  business: Business,
  running: BusinessStack,
  { seed, sagas, durationMs, faultEveryMs, onProgress = () => undefined }: BusinessChaosOptions,
): Promise<BusinessChaosResult> {
  const faults = schedule(seed, durationMs, faultEveryMs, { processes: running.processes, links: [] });
  const random = new Random(seed ^ 0x5eed);
  const errands = Array.from({ length: sagas }, (_, index) => {
    const wish = business.wish(random);
    return {
      atMs: Math.round((index * durationMs) / sagas),
      carryOut: () => fulfil(running.hostUrl, business, `saga-${seed}-${index}`, wish),
    };
  });
  const began = Date.now();
  const going = storm(errands, faults, (strike) => carryOut(strike, running));
  const ticking = setInterval(
    () =>
      onProgress({
        share: Math.min(1, (Date.now() - began) / durationMs),
        answered: going.told.length,
        faults: going.struck,
        doing: going.told.length === sagas ? 'waiting until everything has ended' : going.last,
      }),
    REPORT_MS,
  );
  const store = await mongoose.createConnection(running.database('sagas')).asPromise();
  store.on('error', () => undefined);
  try {
    let overAt = 0;
    const over = async () => {
      await going.over;
      overAt = Date.now();
      const live = () => store.collection('sagas').countDocuments({ nextActionAt: { $type: 'number' } });
      await until('every saga has ended', async () => (await live()) === 0, ENDED_WITHIN_MS, 200);
    };
    await whileProgressing(running, over, {
      limitMs: 60_000,
      also: () => `${going.told.length} ${going.struck}`,
    });
    const settledMs = Date.now() - overAt;
    const stored = await store.collection<StoredSaga & { _id: string }>('sagas').find().toArray();
    const kept = stored.map((saga) => ({ ...saga, id: saga._id }));
    const carried = await business.carriedOut(running.dataDir);
    return { faults, told: going.told, account: accountOf(business.definitions, going.told, kept, carried), settledMs };
  } finally {
    clearInterval(ticking);
    await store.destroy();
  }
}

/** Starts a saga, and sends what its customer sends, each until it is answered. Never throws. */
async function fulfil(host: string, { definitions }: Business, id: string, wish: Wish): Promise<ToldOfSaga> {
  let begun = false;
  const ask = (path: string, body: object) =>
    until(
      `${id}: ${path} is answered`,
      async () => {
        const asked = { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) };
        const answer = await fetch(host + path, asked);
        if (!answer.ok) throw new Error(await answer.text());
        return true;
      },
      ANSWERED_WITHIN_MS,
      200,
    );
  try {
    await ask('/start', { type: definitions[0]!.name, id, input: wish.input });
    begun = true;
    if (wish.signals === 'cancel') await ask('/cancel', { id });
    else for (const [name, payload] of Object.entries(wish.signals)) await ask('/signal', { id, name, payload });
    return { id, begun, ends: wish.ends };
  } catch (error) {
    return { id, begun, ends: wish.ends, surprise: `${String(error)}: ${String((error as Error).cause)}` };
  }
}
