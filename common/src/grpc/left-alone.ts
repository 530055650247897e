import { Problem } from '../errors.js';

/**
 * Thrown without calling, because every replica's breaker is open. `retryAt` is when the first lets a trial call through, ms since the
 * epoch.
 */
export class BreakerOpen extends Problem {
  readonly retryAt: number;
  constructor(callee: string, retryAt: number) {
    super(503, 'SERVICE_UNAVAILABLE', {
      detail: `${callee} has been failing and is left alone for a moment; try again shortly.`,
      retryAfter: Math.max(1, (retryAt - Date.now()) / 1000),
    });
    this.retryAt = retryAt;
  }
}

/** Thrown when a callee answers nothing at all any more; the outcome of the call is unknown. */
export class CalleeSilent extends Problem {
  constructor(callee: string, cause: unknown) {
    super(504, 'TIMED_OUT', { detail: `${callee} did not answer; try again shortly.`, retryAfter: 1, cause });
  }
}

/** True when the replica that was asked must not be asked any more, or not yet again. */
export const isLeftAlone = (error: unknown): boolean => error instanceof CalleeSilent || error instanceof BreakerOpen;
