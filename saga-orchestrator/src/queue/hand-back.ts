import { DelayedError, type Job } from 'bullmq';
import { seconds } from '@shop/common/time';

/** Sagas remembered at most; beyond that one may come back sooner than it would. */
const MOST = 10_000;
const FIRST_MS = 100;
const LONGEST_MS = seconds(60);

/**
 * Jobs of sagas that this process cannot run. Each is put back for a while, which doubles up to a minute, so that a process that knows
 * the saga takes it, and so that one which nobody knows costs next to nothing.
 */
export class HandedBack {
  readonly #times = new Map<string, number>();

  /** How many sagas were handed back and not seen to be run here since. */
  get size(): number {
    return this.#times.size;
  }

  /** Puts the job back, and throws what tells BullMQ that it was. */
  async put(job: Job, sagaId: string, token: string | undefined): Promise<never> {
    const times = this.#times.get(sagaId) ?? 0;
    if (this.#times.size >= MOST) this.#times.clear();
    this.#times.set(sagaId, times + 1);
    const pause = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(times, 20));
    // spread, so that two processes which do not know it do not pass it to each other
    await job.moveToDelayed(Date.now() + Math.round(pause * (0.5 + Math.random())), token);
    throw new DelayedError();
  }

  /** This process has run it. */
  ran(sagaId: string): void {
    if (this.#times.size > 0) this.#times.delete(sagaId);
  }
}
