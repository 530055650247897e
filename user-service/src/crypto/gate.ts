import { unavailable } from '@shop/common/errors';

/** Lets `atOnce` pieces of work run, keeps up to `waiting` more in line, and turns the rest away with 503. */
export class Gate {
  #free: number;
  readonly #waiting: number;
  readonly #line: (() => void)[] = [];

  constructor(atOnce: number, waiting: number) {
    this.#free = atOnce;
    this.#waiting = waiting;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else {
      if (this.#line.length >= this.#waiting)
        throw unavailable('More log-ins are being checked than this process can take; try again shortly.');
      await new Promise<void>((resolve) => this.#line.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next) next();
      else this.#free++;
    }
  }
}
