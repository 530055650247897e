import { days, every, minutes } from '@shop/common/time';
import type { Logger } from '@shop/common/logging/logger';
import type { SagaRepository } from '../mongo/sagas.repository.js';

/** How long ended sagas are kept. */
export interface Retention {
  /** Whether ended sagas are ever deleted. */
  readonly forgets: boolean;
  /** Sagas that ended before this may have been deleted (epoch ms); 0 when none is ever deleted. */
  cutoff(now: number): number;
}

/** Keeps sagas for this many days after their end; 0 keeps them forever. */
export const retention = (keptDays: number): Retention => ({
  forgets: keptDays > 0,
  cutoff: (now) => (keptDays > 0 ? now - days(keptDays) : 0),
});

/**
 * Deletes the sagas that ended before `cutoff` (epoch ms) and have not changed since; returns how many. A saga that is changed at the same
 * moment either has something left to do again and stays, or is deleted as if it had been before.
 */
const forget = (sagas: SagaRepository, cutoff: number): Promise<number> => sagas.forgetEndedBefore(cutoff);

/** Deletes ended sagas at once and then every ten minutes; returns the function that stops it. Does nothing when sagas are kept forever. */
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
