import { days, every, minutes } from '@shop/common/time';
import type { Logger } from '@shop/common/logging/logger';
import type { SagaRepository } from '../mongo/sagas.repository.js';

/** How long sagas that have ended are kept. */
export interface Retention {
  /** Whether any are ever forgotten. */
  readonly forgets: boolean;
  /** Sagas that ended before this may be gone (epoch ms); 0 when none is ever forgotten. */
  cutoff(now: number): number;
}

/** Keeps sagas for so many days after their end; 0 keeps them for ever. */
export const retention = (keptDays: number): Retention => ({
  forgets: keptDays > 0,
  cutoff: (now) => (keptDays > 0 ? now - days(keptDays) : 0),
});

/**
 * Deletes the sagas that ended, and were not touched since, before `cutoff` (epoch ms); answers how many. One that is
 * touched at the same moment has something left to do again, or is gone as if it had been forgotten before.
 */
const forget = (sagas: SagaRepository, cutoff: number): Promise<number> => sagas.forgetEndedBefore(cutoff);

/** Forgets at once and then every ten minutes; gives what stops it. Does nothing when sagas are kept for ever. */
export function forgetting(sagas: SagaRepository, kept: Retention, logger: Logger): () => Promise<void> {
  if (!kept.forgets) return () => Promise.resolve();
  const run = async () => {
    try {
      const count = await forget(sagas, kept.cutoff(Date.now()));
      if (count > 0) logger.info('Forgot sagas that ended long ago', { count });
    } catch (error) {
      logger.warn('Old sagas could not be forgotten; it is tried again shortly', { error });
    }
  };
  void run();
  return every(minutes(10), run);
}
