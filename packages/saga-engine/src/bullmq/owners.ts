import { minutes } from '@shop/common/time';

/** One that has not begun by then is no longer counted, milliseconds. */
const FORGOTTEN_MS = minutes(10);

/**
 * How many sagas of each owner this process has put into the queue and not yet seen begin. Kept in memory: it only decides
 * who goes first, and each of several processes sees its share of everybody's.
 */
export class Owners {
  readonly #waiting = new Map<string, { owner: string; at: number }>();
  readonly #counts = new Map<string, number>();

  /** Notes that the owner's saga waits; answers how many were there before it. */
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

  /** Notes that the saga no longer waits for its first run. */
  begun(sagaId: string): void {
    const waiting = this.#waiting.get(sagaId);
    if (!waiting) return;
    this.#waiting.delete(sagaId);
    const left = this.#counts.get(waiting.owner)! - 1;
    if (left > 0) this.#counts.set(waiting.owner, left);
    else this.#counts.delete(waiting.owner);
  }
}
