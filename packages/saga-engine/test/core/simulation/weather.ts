import { minutes } from '../../../src/core/duration.js';
import type { VirtualClock } from './clock.js';
import type { Random } from './random.js';
import { Season } from './season.js';

/** What a planted bug takes away. */
export type Bug = 'barrier' | 'compare-and-set' | 'sweep' | 'pause';

/** Faults strike for this long; after that everything works and what was begun must come to its end. */
const storm = minutes(3);

/** Decides what goes wrong, and when. One seed, one weather. */
export class Weather {
  readonly random: Random;
  readonly clock: VirtualClock;
  /** What goes wrong for long. */
  readonly season: Season;
  /** When somebody last asked for something. */
  lastAct = 0;
  readonly #harshness: number;

  constructor(clock: VirtualClock, random: Random) {
    this.clock = clock;
    this.random = random;
    this.#harshness = random.next() * 2;
    this.season = new Season(random);
  }

  get over(): boolean {
    return this.clock.now >= storm;
  }

  strikes(probability: number): boolean {
    return this.random.chance(probability * this.#harshness) && !this.over;
  }

  /** What the network takes: mostly little, now and then long. */
  latency(): Promise<void> {
    return this.clock.sleep(this.strikes(0.02) ? this.random.between(1_000, 20_000) : this.random.between(1, 40));
  }
}
