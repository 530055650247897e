import type { Queue, Wake } from '../core/ports.js';

/** Longer than any working Redis needs; callers that start or signal a saga wait for this. */
const LATE_MS = 500;

/** Maximum wake-ups remembered; the sweep finds the others, a lease later. */
const MOST = 10_000;

export interface Repeating extends Queue {
  /** Repeats the wake-ups that could not be queued; stops at the first that still fails. Throws what the queue throws. */
  again(): Promise<void>;
  /** Whether this saga's job could not be queued: nothing runs it before the queue is available again. */
  misses(id: string): boolean;
}

/**
 * A queue that remembers the wake-ups that it could not add. Without it a saga accepted while Redis is away would begin only after the
 * lease of its first run.
 */
export function repeating(queue: Queue): Repeating {
  const missed = new Map<string, Wake>();
  const wake = async (id: string, wakeUp: Wake) => {
    try {
      await inTime(queue.wake(id, wakeUp));
    } catch (error) {
      if (missed.size < MOST) missed.set(id, wakeUp);
      throw error;
    }
  };
  return {
    ...queue,
    wake,
    misses: (id) => missed.has(id),
    async again() {
      for (const [id, wakeUp] of missed) {
        missed.delete(id);
        await wake(id, wakeUp);
      }
    },
  };
}

/** Rejects after `LATE_MS`; the operation may succeed all the same. */
const inTime = (work: Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the queue gave no answer within ${LATE_MS} ms`)), LATE_MS);
    void work.then(resolve, reject).finally(() => clearTimeout(late));
  });
