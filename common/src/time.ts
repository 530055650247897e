/** Milliseconds in `n` seconds. */
export const seconds = (n: number): number => n * 1000;
/** Milliseconds in `n` minutes. */
export const minutes = (n: number): number => seconds(n * 60);
/** Milliseconds in `n` hours. */
export const hours = (n: number): number => minutes(n * 60);
/** Milliseconds in `n` days. */
export const days = (n: number): number => hours(n * 24);

/**
 * Milliseconds since some moment of this process, by a clock that is never set. Measures how long something lasts; the
 * time of day, which may jump, is for what is stored, shown or agreed on with others.
 */
export const steadyNow = (): number => performance.now();

/** Resolves after `ms` milliseconds, or at once when the signal aborts. Never rejects; does not hold the process open. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    timer.unref();
    signal?.addEventListener('abort', end, { once: true });
  });
}

/**
 * How long to rest after `failures` failures in a row before the next attempt, milliseconds: it doubles from `firstMs` to `longestMs`, and
 * is spread over the upper half of that by `random` (0 to 1), so that callers that failed together do not retry together.
 */
export function growingPause(failures: number, firstMs: number, longestMs: number, random = Math.random()): number {
  const whole = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return Math.round((whole / 2) * (1 + random));
}

/** Runs `work` every `ms` milliseconds, never twice at once, until the returned function is called (it waits for a run under way). */
export function every(ms: number, work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= work().finally(() => (running = undefined));
  }, ms);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
