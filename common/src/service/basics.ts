import { InternalTokens } from '../auth/internal-tokens.js';
import type { BaseConfig } from '../config/config.js';
import { Faults } from '../faults.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { createMetrics, type Metrics } from '../metrics.js';
import { Closing } from './closing.js';

/** The parts of every process. */
export interface Basics {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
  /** Issues and verifies the tokens that our processes send each other. */
  readonly internal: InternalTokens;
  /** Runs when the process ends and when its start fails. */
  readonly closing: Closing;
}

/** Creates them for the process of this name; `logger` replaces its own in tests. */
export const openBasics = (name: string, config: BaseConfig, logger?: Logger): Basics => ({
  logger: logger ?? createLogger(name, config.LOG_LEVEL),
  metrics: createMetrics(name),
  faults: new Faults(config.FAULT_INJECTION),
  internal: new InternalTokens(name, config.INTERNAL_TOKEN_SECRET),
  closing: new Closing(),
});

/** The result of `start`. When it fails, everything that was created so far is freed, and its error is thrown. */
export async function freeOnFailure<T>(
  { closing, logger }: Pick<Basics, 'closing' | 'logger'>,
  start: () => Promise<T>,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    await closing
      .close()
      .catch((failure: unknown) => logger.warn('Not all of a failed start was freed', { error: failure }));
    throw error;
  }
}
