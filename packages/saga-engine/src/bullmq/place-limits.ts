import type { PlaceLimits } from './participant-places.js';

/** Calls a second that one process sends to a participant by default. */
const RATE = 1_000;

/**
 * How many concurrent calls a participant takes from this process, and how many a second. Of the concurrent calls a sixth is reserved for
 * compensations; of the others an eighth is not available to an owner who has all the rest. The default is three eighths of the workers: of
 * three participants two can be slow at once and leave workers for the third.
 */
export function placeLimits({
  concurrency,
  calls = Math.max(2, Math.floor((concurrency * 3) / 8)),
  perSecond = RATE,
}: {
  readonly concurrency: number;
  readonly calls?: number | undefined;
  readonly perSecond?: number | undefined;
}): PlaceLimits {
  const kept = Math.floor(calls / 6) || Number(calls > 1);
  return { calls, kept, spare: Math.floor((calls - kept) / 8), perSecond };
}
