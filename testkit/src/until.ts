import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

/**
 * Calls `check` every `everyMs` milliseconds until it returns a truthy value, and returns that. Throws after `ms` milliseconds, naming what
 * was waited for and the last failure.
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  ms = 20_000,
  everyMs = 20,
): Promise<NonNullable<T>> {
  const deadline = Date.now() + ms;
  let last: unknown;
  do {
    try {
      const value = await check();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    await pause(everyMs);
  } while (Date.now() < deadline);
  throw new Error(`${what}: not within ${ms} ms; ${lastSeen(last)}`, { cause: last });
}

const lastSeen = (last: unknown) =>
  (last instanceof Error ? `the last check failed: ${last.message}` : `the last check saw ${inspect(last)}`).slice(
    0,
    2000,
  );
