import { unavailable, type Problem } from '@shop/common/errors';
import { tooManyAtOnce } from '../domain/refusals.js';
import { FairLine, type Requester } from './fair-line.js';

/** How many pieces of work may wait: in all, for one address, for one account. */
export interface Waiting {
  readonly all: number;
  readonly address: number;
  readonly account: number;
}

interface Waiter {
  readonly go: () => void;
  readonly turnAway: (problem: Problem) => void;
}

const tooMany = () =>
  unavailable('More log-ins are being checked than this process can take; try again shortly.', undefined, 2);

/**
 * Runs `atOnce` pieces of work at a time. The others wait in turn by address and account, so that many requests of one caller do not delay
 * the others. Throws 429 for an account or address with too many, and 503 for the longest queue when too many wait in total.
 */
export class Gate {
  #free: number;
  readonly #most: Waiting;
  readonly #line = new FairLine<Waiter>();

  constructor(atOnce: number, most: Waiting) {
    this.#free = atOnce;
    this.#most = most;
  }

  async run<T>(by: Requester, work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(by);
    try {
      return await work();
    } finally {
      const next = this.#line.take();
      if (next) next.go();
      else this.#free++;
    }
  }

  #wait(by: Requester): Promise<void> {
    const waiting = this.#line.waiting(by);
    if (waiting.account >= this.#most.account || waiting.address >= this.#most.address) throw tooManyAtOnce();
    if (this.#line.size >= this.#most.all) {
      const other = this.#line.takeFromLongest(by);
      if (!other) throw tooMany();
      other.turnAway(tooMany());
    }
    return new Promise((go, turnAway) => this.#line.add(by, { go, turnAway }));
  }
}
