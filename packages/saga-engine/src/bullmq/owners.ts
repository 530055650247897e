import { minutes } from '@shop/common/time';

/** A saga that has not begun after this time is no longer counted, milliseconds. */
const FORGOTTEN_MS = minutes(10);

/**
 * The number of sagas of each owner that this process has queued and that have not begun. Kept in memory: it only determines the order, and
 * each process sees a share of every owner's sagas.
 */
export class Owners {
  readonly #waiting = new Map<string, { owner: string; at: number }>();
  readonly #counts = new Map<string, number>();

  /** Counts a waiting saga of the owner; returns how many there were before it. */
  add(owner: string, sagaId: string, now: number): number {
    for (const [id, { at }] of this.#waiting) {
      if (at > now - FORGOTTEN_MS) break;
      this.begun(id);
    }
    const ahead = this.#counts.get(owner) ?? 0;
    if (this.#waiting.has(sagaId)) return ahead;
    this.#waiting.set(sagaId, { owner, at: now });
    this.#counts.set(owner, ahead + 1);
    return ahead;
  }

  /** Records that the saga no longer waits for its first run. */
  begun(sagaId: string): void {
    const waiting = this.#waiting.get(sagaId);
    if (!waiting) return;
    this.#waiting.delete(sagaId);
    const left = this.#counts.get(waiting.owner)! - 1;
    if (left > 0) this.#counts.set(waiting.owner, left);
    else this.#counts.delete(waiting.owner);
  }
}
