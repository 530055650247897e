import type { PlaceLimits } from './participant-places.js';

/** Calls a second that one process sends to a participant, unless it is told otherwise. */
const RATE = 1_000;

/**
 * How many calls a participant takes at once from this process, a sixth of them for compensations only, an eighth of the
 * others not for an owner who has the rest of them, and how many a second. Without a number, three eighths of the workers: of three
 * participants two can be slow at once and leave some for the third.
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
