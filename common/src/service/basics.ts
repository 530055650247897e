import { InternalTokens } from '../auth/internal-tokens.js';
import type { BaseConfig } from '../config/config.js';
import { Faults } from '../faults.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { createMetrics, type Metrics } from '../metrics.js';
import { Closing } from './closing.js';

/** What every process has. */
export interface Basics {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
  /** Makes and checks the tokens that our processes show each other. */
  readonly internal: InternalTokens;
  /** Runs when the process ends and when its start fails. */
  readonly closing: Closing;
}

/** Makes them for the process of this name; `logger` stands in for its own in tests. */
export const openBasics = (name: string, config: BaseConfig, logger?: Logger): Basics => ({
  logger: logger ?? createLogger(name, config.LOG_LEVEL),
  metrics: createMetrics(name),
  faults: new Faults(config.FAULT_INJECTION),
  internal: new InternalTokens(name, config.INTERNAL_TOKEN_SECRET),
  closing: new Closing(),
});

/** What `start` gives. When it fails, everything is freed that was made so far, and its error is thrown. */
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
