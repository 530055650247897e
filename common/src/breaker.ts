import CircuitBreaker from 'opossum';
import { isElsewhere, Problem, unavailable } from './errors.js';
import type { Metrics } from './metrics.js';

/** How long an open breaker refuses every call, milliseconds. */
export const RESET_MS = 1_000;

export type WorkBreaker = CircuitBreaker<[() => Promise<unknown>], unknown>;

/**
 * A circuit breaker around the work passed to `fire`; its state is a metric. It opens when half of at least ten calls in five seconds
 * failed; refusals (Problems below 500) do not count as failures.
 */
export function watchedBreaker(upstream: string, metrics: Metrics): WorkBreaker {
  const breaker: WorkBreaker = new CircuitBreaker((work: () => Promise<unknown>) => work(), {
    timeout: false,
    errorThresholdPercentage: 50,
    volumeThreshold: 10,
    rollingCountTimeout: 5_000,
    resetTimeout: RESET_MS,
    // a call that is left to another replica is not a failure of this one
    errorFilter: (error: Error) => error instanceof Problem && (error.status < 500 || isElsewhere(error)),
  });
  breaker.on('open', () => metrics.breaker.set({ upstream }, 2));
  breaker.on('halfOpen', () => metrics.breaker.set({ upstream }, 1));
  breaker.on('close', () => metrics.breaker.set({ upstream }, 0));
  breaker.on('shutdown', () => metrics.breaker.remove({ upstream }));
  metrics.breaker.set({ upstream }, 0);
  return breaker;
}

/** Guards the calls to one upstream outside of this system: a series of failures opens it, then calls fail at once for a second. */
export interface Breaker {
  /** Runs `work` unless the breaker is open, then throws 503. Refusals (Problems below 500) do not count as failures. */
  run<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** A breaker for `upstream`, whose state shows in the metrics. */
export function createBreaker(upstream: string, metrics: Metrics): Breaker {
  const breaker = watchedBreaker(upstream, metrics);
  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      try {
        return (await breaker.fire(work)) as T;
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'EOPENBREAKER') throw error;
        throw unavailable(
          `${upstream} has been failing and is left alone for a moment; try again shortly.`,
          error,
          RESET_MS / 1000,
        );
      }
    },
    close: () => breaker.shutdown(),
  };
}
