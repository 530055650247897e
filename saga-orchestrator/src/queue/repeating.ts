import type { Queue, Wake } from '../engine/outside.js';

/** Knocks remembered at most; the sweep finds what is above it, a lease later. */
const MOST = 10_000;

export interface Repeating extends Queue {
  /** Knocks again for those whose knock could not be queued; stops at the first that still cannot. Throws what the queue does. */
  again(): Promise<void>;
}

/**
 * A queue that remembers the knocks which it could not take. Without it a saga accepted while Redis is away would begin
 * only when the lease of its first run is over.
 */
export function repeating(queue: Queue): Repeating {
  const missed = new Map<string, Wake>();
  const wake = async (id: string, knock: Wake) => {
    try {
      await queue.wake(id, knock);
    } catch (error) {
      if (missed.size < MOST) missed.set(id, knock);
      throw error;
    }
  };
  return {
    wake,
    async again() {
      for (const [id, knock] of missed) {
        missed.delete(id);
        await wake(id, knock);
      }
    },
  };
}
