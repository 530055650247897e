import type { Queue, Wake } from '../core/ports.js';

/** Longer than any Redis that works; whoever starts a saga or signals it waits for this. */
const LATE_MS = 500;

/** Wake-ups remembered at most; the sweep finds what is above it, a lease later. */
const MOST = 10_000;

export interface Repeating extends Queue {
  /** Wakes those again whose wake-up could not be queued; stops at the first that still cannot. Throws what the queue does. */
  again(): Promise<void>;
  /** Whether this saga's job could not be queued: nobody runs it before the queue can be used again. */
  misses(id: string): boolean;
}

/**
 * A queue that remembers the wake-ups which it could not take. Without it a saga accepted while Redis is away would begin
 * only when the lease of its first run is over.
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

/** Rejects when it takes longer than `LATE_MS`; it may be done all the same. */
const inTime = (work: Promise<void>): Promise<void> =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`the queue gave no answer within ${LATE_MS} ms`)), LATE_MS);
    void work.then(resolve, reject).finally(() => clearTimeout(late));
  });
