import { setImmediate as nextTurn } from 'node:timers/promises';
import { refusedAt, steps, type Answer } from './saga-under-test.js';

const undone = ['releaseStock', 'cancelOrder'];

/** Records the effect of the steps in memory, so that a run can be checked: a skipped or repeated step fails the benchmark. */
export class Ledger {
  readonly #called = new Map<string, string[]>();

  /** The body of every step and undo. */
  readonly answer: Answer = async (step, { orderId, fail }) => {
    await nextTurn();
    if (fail && step === refusedAt) return 'refused';
    const called = this.#called.get(orderId);
    if (called) called.push(step);
    else this.#called.set(orderId, [step]);
    return 'done';
  };

  /** Throws unless each step of this saga ran exactly once, in order; then forgets the saga. */
  end(orderId: string, fail: boolean): void {
    const wanted = fail ? [...steps.slice(0, steps.indexOf(refusedAt)), ...undone] : steps;
    const called = this.#called.get(orderId) ?? [];
    this.#called.delete(orderId);
    if (called.join() !== wanted.join())
      throw new Error(`Saga ${orderId} ran ${called.join(', ')} and not ${wanted.join(', ')}.`);
  }

  /** Throws when a step ran for a saga that had ended, or a saga never ended. */
  close(): void {
    if (this.#called.size > 0) throw new Error(`${this.#called.size} sagas ran a step after their end.`);
  }
}
