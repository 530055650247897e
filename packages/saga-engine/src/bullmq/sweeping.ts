import type { Logger } from '@shop/common/logging/logger';
import { days, every, seconds, steadyNow } from '@shop/common/time';
import type { Redis } from 'ioredis';
import type { EnginePorts } from '../core/ports.js';
import type { SagaRecord } from '../core/journal.js';
import { cancelSweeper, recover, setBack, sweeper } from '../core/recover.js';
import { claim } from './claim.js';
import type { Repeating } from './repeating.js';
import { keysOf } from './sagas-queue.js';

const EVERY_MS = seconds(1);
/** Interval of the search for sagas resolved by hand although a cancel of them had been accepted, milliseconds. */
const CANCELS_EVERY_MS = seconds(10);
/** How long a due saga may take to be taken up, milliseconds. */
const GRACE_MS = 500;
/** The grace with which a sweep looks at every saga, whenever it is due, milliseconds. */
const EVER_MS = days(36_500);

interface SweepingParts {
  readonly repeated: Repeating;
  readonly redis: Redis;
  /** The prefix of the queue's keys. */
  readonly prefix: string;
  readonly logger: Logger;
  /** The sagas resolved by hand that changed since then (epoch ms). */
  readonly resolvedSince: (since: number) => AsyncIterable<SagaRecord>;
}

/**
 * Looks every second for sagas that nothing in the queue would wake: those that are due and, page by page, all that have not ended, so that
 * each has a job even after Redis has lost some. At longer intervals also looks for sagas resolved by hand whose accepted cancel has no
 * follow-up. One orchestrator does it at a time. Returns the function that stops it.
 */
export function startSweeping(
  ports: EnginePorts,
  { repeated, redis, prefix, logger, resolvedSince }: SweepingParts,
): () => Promise<void> {
  const sweeps = claim(redis, keysOf(prefix)('sweep'), 3 * EVERY_MS);
  const due = sweeper(ports, { graceMs: GRACE_MS });
  const all = sweeper(ports, { graceMs: -EVER_MS });
  const cancels = cancelSweeper(ports, resolvedSince);
  const lostTime = setBack(ports.now, steadyNow);
  const sweep = async () => {
    // Redis is still away; the first failure was reported
    await repeated.again().catch(() => undefined);
    try {
      const lost = lostTime();
      if (lost > 0) {
        logger.warn('The clock of this machine was set back; what was due soon is looked at now', { lostMs: lost });
        await recover(ports, { graceMs: -lost - ports.leaseMs, urgent: true });
      }
      if (!(await sweeps.mine())) return;
      await due();
      await all();
    } catch (error) {
      logger.warn('The sweep failed; it runs again shortly', { error });
    }
  };
  const sweepCancels = async () => {
    try {
      if (await sweeps.mine()) await cancels();
    } catch (error) {
      logger.warn('Cancelled sagas resolved by hand could not be looked through; it is tried again shortly', { error });
    }
  };
  void sweep();
  void sweepCancels();
  const stops = [every(EVERY_MS, sweep), every(CANCELS_EVERY_MS, sweepCancels)];
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
    await sweeps.giveUp();
  };
}
