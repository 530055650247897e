import { randomUUID } from 'node:crypto';
import { Problem, unavailable } from '@shop/common/errors';
import { pause, seconds, steadyNow } from '@shop/common/time';
import { countedAttempts, MOST_DECLINES, secondsUntilFree } from '../domain/attempts.js';
import { tooManyDeclines } from '../domain/refusals.js';
import type { Parts } from './parts.js';

const WAIT = seconds(2);
const ROUNDS_APART_MS = 50;

/**
 * Counts an attempt against its customer's limit, once for its id, before the provider is asked about the card: one write while there is
 * room. Without room it reads the payments for the outcome of the other attempts; while too many are unfinished it waits for up to two
 * seconds. Throws TOO_MANY_DECLINES, or 503.
 */
export async function countAttempt(
  { attempts, payments }: Pick<Parts, 'attempts' | 'payments'>,
  userId: string,
  id: string,
): Promise<void> {
  if (!attempts) return;
  for (const until = steadyNow() + WAIT; ;) {
    const now = new Date();
    if (await attempts.add(userId, id, now)) return;
    const read = await attempts.find(userId);
    if (read?.attempts.some((attempt) => attempt.id === id)) return;
    if (!read || read.attempts.length < MOST_DECLINES) continue;
    const { all, declined } = countedAttempts(
      read.attempts,
      await payments.statuses(read.attempts.map((attempt) => attempt.id)),
      now,
    );
    if (declined.length >= MOST_DECLINES) throw tooManyDeclines(secondsUntilFree(declined, now));
    if (all.length < read.attempts.length) await attempts.replace(read, all);
    else if (steadyNow() > until)
      throw unavailable('Several of your payments are under way; try again when they have been answered.');
    else await pause(ROUNDS_APART_MS);
  }
}

/**
 * Asks the provider about a card, as an attempt: a refused card counts as a decline, an attempt without an answer does not count. Throws as
 * `countAttempt` and `ask` do.
 */
export async function askAboutCard<T>(
  parts: Pick<Parts, 'attempts' | 'payments'>,
  { userId, id }: { userId: string; id: string },
  ask: () => Promise<T>,
): Promise<T> {
  await countAttempt(parts, userId, id);
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Problem && error.definite) await parts.attempts?.decline(userId, id, randomUUID());
    // the card's validity is not known: if these attempts counted, ten of them would block the customer for half a minute without a decline
    else await parts.attempts?.remove(userId, id);
    throw error;
  }
}
