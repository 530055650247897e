import type { Logger } from '@shop/common/logging/logger';
import { days, every, seconds, steadyNow } from '@shop/common/time';
import type { Redis } from 'ioredis';
import type { Outside } from '../core/outside.js';
import { recover, setBack, sweeper } from '../core/recover.js';
import { claim } from './claim.js';
import type { Repeating } from './repeating.js';
import { keysOf } from './sagas-queue.js';

const EVERY_MS = seconds(1);
/** What is due is given so much time to be taken up, milliseconds. */
const GRACE_MS = 500;
/** Looks at whatever is due at any time, milliseconds. */
const EVER_MS = days(36_500);

/**
 * Looks every second for sagas that nothing in the queue would wake: those that are due, and page by page all that have not
 * ended, so that each has a job also after Redis has lost some. One orchestrator does it at a time. Gives what stops it.
 */
export function startSweeping(
  outside: Outside,
  { repeated, redis, prefix, logger }: { repeated: Repeating; redis: Redis; prefix: string; logger: Logger },
): () => Promise<void> {
  const sweeps = claim(redis, keysOf(prefix)('sweep'), 3 * EVERY_MS);
  const due = sweeper(outside, { graceMs: GRACE_MS });
  const all = sweeper(outside, { graceMs: -EVER_MS });
  const lostTime = setBack(outside.now, steadyNow);
  const sweep = async () => {
    // still away, then; that was reported when it first failed
    await repeated.again().catch(() => undefined);
    try {
      const lost = lostTime();
      if (lost > 0) {
        logger.warn('The clock of this machine was set back; what was due soon is looked at now', { lostMs: lost });
        await recover(outside, { graceMs: -lost - outside.leaseMs, urgent: true });
      }
      if (!(await sweeps.mine())) return;
      await due();
      await all();
    } catch (error) {
      logger.warn('The sweep failed; it runs again shortly', { error });
    }
  };
  void sweep();
  const stop = every(EVERY_MS, sweep);
  return async () => {
    await stop();
    await sweeps.giveUp();
  };
}
