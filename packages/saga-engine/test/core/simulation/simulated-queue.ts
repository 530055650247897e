import type { Queue, Wake } from '../../../dist/core/ports.js';
import type { FaultPlan } from './fault-plan.js';

/** Wake-ups that are lost, duplicated, delayed and reordered, and sometimes all wiped at once. */
export class SimulatedQueue implements Queue {
  readonly #faults: FaultPlan;
  readonly #deliver: (id: string) => boolean;
  #wipes = 0;

  /** `deliver` returns false when no process accepts the wake-up; it then stays in the queue. */
  constructor(faults: FaultPlan, deliver: (id: string) => boolean) {
    this.#faults = faults;
    this.#deliver = deliver;
  }

  async wake(id: string, { at = 0 }: Wake): Promise<void> {
    const faults = this.#faults;
    await faults.clock.sleep(1);
    if (faults.occurs(0.05)) throw new Error('The queue is gone.');
    for (const _copy of Array(this.#copies())) {
      const delay = faults.occurs(0.1) ? faults.random.between(0, 30_000) : faults.random.between(0, 20);
      this.#post(id, Math.max(at, faults.clock.now) + delay);
    }
  }

  wipe(): void {
    this.#wipes += 1;
  }

  #copies(): number {
    if (this.#faults.occurs(0.07)) return 0;
    return this.#faults.occurs(0.1) ? 2 : 1;
  }

  #post(id: string, at: number): void {
    const wipes = this.#wipes;
    this.#faults.clock.at(at, () => {
      if (wipes === this.#wipes && !this.#deliver(id)) this.#post(id, at + 500);
    });
  }
}
