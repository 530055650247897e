import type { Queue, Wake } from '../../../src/core/ports.js';
import type { Weather } from './weather.js';

/** Wake-ups that are lost, duplicated, delayed and reordered, and sometimes all wiped at once. */
export class SimulatedQueue implements Queue {
  readonly #weather: Weather;
  readonly #deliver: (id: string) => boolean;
  #wipes = 0;

  /** `deliver` returns false when no process accepts the wake-up; it then stays in the queue. */
  constructor(weather: Weather, deliver: (id: string) => boolean) {
    this.#weather = weather;
    this.#deliver = deliver;
  }

  async wake(id: string, { at = 0 }: Wake): Promise<void> {
    const weather = this.#weather;
    await weather.clock.sleep(1);
    if (weather.strikes(0.05)) throw new Error('The queue is gone.');
    for (const _copy of Array(this.#copies())) {
      const delay = weather.strikes(0.1) ? weather.random.between(0, 30_000) : weather.random.between(0, 20);
      this.#post(id, Math.max(at, weather.clock.now) + delay);
    }
  }

  wipe(): void {
    this.#wipes += 1;
  }

  #copies(): number {
    if (this.#weather.strikes(0.07)) return 0;
    return this.#weather.strikes(0.1) ? 2 : 1;
  }

  #post(id: string, at: number): void {
    const wipes = this.#wipes;
    this.#weather.clock.at(at, () => {
      if (wipes === this.#wipes && !this.#deliver(id)) this.#post(id, at + 500);
    });
  }
}
