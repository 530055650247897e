import type { Logger } from '../logging/logger.js';
import { every } from '../time.js';

/** As `every`; a run that fails is logged ("<what> failed; it runs again"), and the next one runs at its time. */
export const runEvery = (
  ms: number,
  what: string,
  logger: Logger,
  work: () => Promise<unknown>,
): (() => Promise<void>) =>
  every(ms, async () => {
    await work().catch((error: unknown) => logger.warn(`${what} failed; it runs again`, { error }));
  });
