import { minutes } from '../../../dist/core/duration.js';
import type { VirtualClock } from './clock.js';
import type { Random } from '@shop/testkit/random';
import { LongFaults } from './long-faults.js';

/** The protection that a planted bug removes. */
export type Bug = 'barrier' | 'compare-and-set' | 'sweep' | 'pause';

/** Faults occur for this long. After that everything works, and every saga must come to its end. */
const FAULTS_END = minutes(3);

/** Decides which faults occur, and when. Reproducible from its seed. */
export class FaultPlan {
  readonly random: Random;
  readonly clock: VirtualClock;
  /** The long-lasting faults. */
  readonly longFaults: LongFaults;
  /** The time of the last call of a client. */
  lastAct = 0;
  /** Appends take up to seconds, so that runs are far ahead of the journal. */
  readonly slowStore: boolean;
  readonly #intensity: number;

  constructor(clock: VirtualClock, random: Random, slowStore = false) {
    this.slowStore = slowStore;
    this.clock = clock;
    this.random = random;
    this.#intensity = random.next() * 2;
    this.longFaults = new LongFaults(random);
  }

  get over(): boolean {
    return this.clock.now >= FAULTS_END;
  }

  occurs(probability: number): boolean {
    return this.random.chance(probability * this.#intensity) && !this.over;
  }

  /** The latency of the network: mostly short, sometimes long. */
  latency(): Promise<void> {
    return this.clock.sleep(this.occurs(0.02) ? this.random.between(1_000, 20_000) : this.random.between(1, 40));
  }
}
