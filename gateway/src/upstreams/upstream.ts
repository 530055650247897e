import { unavailable } from '@shop/common/errors';
import { Hosts, type Lookup } from '@shop/common/hosts';
import type { Metrics } from '@shop/common/metrics';
import { every, pause, steadyNow } from '@shop/common/time';
import { addressesOf, isName, type Address } from './addresses.js';
import { choose } from './choose.js';
import { Places } from './places.js';
import { Replica, type ReplicaTimes } from './replica.js';
import { RetryBudget } from './retry-budget.js';

export interface UpstreamOptions {
  /** The process at `urls`. */
  readonly name: string;
  readonly urls: readonly string[];
  readonly metrics: Metrics;
  /** Maximum concurrent calls. */
  readonly bulkhead: number;
  /** Of these, the maximum of one caller. */
  readonly share?: number;
  /** How long calls wait when every replica has just become unavailable. */
  readonly graceMs: number;
  readonly lookup?: Lookup;
  readonly lookupMs?: number;
  readonly times?: Partial<ReplicaTimes>;
}

const TIMES: ReplicaTimes = { checkMs: 2_000, checkDownMs: 200, rampMs: 2_000, ejectMs: 1_000, breakerMs: 2_000 };
const LOOKUP_MS = 5_000;
const TICK_MS = 100;

/** All replicas of one process: chosen by load, health-checked, and protected from too many calls at once. */
export class Upstream {
  readonly name: string;
  readonly budget = new RetryBudget();
  readonly #options: UpstreamOptions;
  readonly #times: ReplicaTimes;
  readonly #places: Places;
  readonly #hosts: Hosts;
  readonly #stop: (() => Promise<void>)[];
  #replicas: Replica[] = [];
  /** Those that are no longer listed and still have calls. */
  readonly #retired = new Set<Replica>();
  #outageSince: number | undefined;
  #closed = false;

  constructor(options: UpstreamOptions) {
    this.name = options.name;
    this.#options = options;
    this.#times = { ...TIMES, ...options.times };
    this.#places = new Places(options.name, options.bulkhead, options.share);
    this.#hosts = new Hosts(options.lookup);
    this.#take(options.urls.map((url) => ({ origin: new URL(url).origin })));
    this.#stop = [every(Math.min(TICK_MS, this.#times.checkDownMs), () => this.#check())];
    if (options.urls.some(isName)) {
      void this.#lookUp();
      this.#stop.push(every(options.lookupMs ?? LOOKUP_MS, () => this.#lookUp()));
    }
  }

  get replicas(): readonly Replica[] {
    return this.#replicas;
  }

  /** Takes a place for one more call until `release`. Throws 503 when none is left, 429 when `holder` has used its share. */
  admit(holder?: string): void {
    this.#places.take(holder);
  }

  release(holder?: string): void {
    this.#places.giveBack(holder);
  }

  /** The replica for the next attempt; undefined when none is available. */
  choose(tried: ReadonlySet<Replica>): Replica | undefined {
    const replica = choose(this.#replicas, tried);
    // the trial call of a replica whose breaker was open does not end the outage: its answer does
    this.#noteOutage(replica === undefined || replica.breaker === 'half-open');
    return replica;
  }

  /**
   * Waits for a replica until `deadline` (steady clock) if all have only just become unavailable. Throws 503 when none becomes available.
   */
  async awaitReplica(tried: ReadonlySet<Replica>, deadline: number): Promise<Replica> {
    for (;;) {
      const replica = this.choose(tried);
      if (replica) return replica;
      if (steadyNow() >= Math.min(deadline, (this.#outageSince ?? 0) + this.#options.graceMs))
        throw unavailable(`${this.name} cannot be reached at the moment; try again shortly.`, undefined, 2);
      await pause(25);
    }
  }

  #noteOutage(gone: boolean): void {
    if (!gone) this.#outageSince = undefined;
    else this.#outageSince ??= steadyNow();
  }

  async #check(): Promise<void> {
    for (const replica of [...this.#replicas, ...this.#retired]) void this.#checkOne(replica);
    this.#noteOutage(choose(this.#replicas) === undefined);
  }

  /** Calls that wait for a silent replica need not wait for their whole time if another can take them. */
  async #checkOne(replica: Replica): Promise<void> {
    const isSilent = await replica.check();
    if (isSilent && this.#replicas.some(({ standing }) => standing.state === 'up')) replica.breakOff();
  }

  async #lookUp(): Promise<void> {
    this.#take((await Promise.all(this.#options.urls.map((url) => addressesOf(url, this.#hosts)))).flat());
  }

  #take(addresses: readonly Address[]): void {
    if (this.#closed) return;
    const wanted = new Map(addresses.map((address) => [address.origin, address]));
    const [kept, gone] = [
      this.#replicas.filter(({ origin }) => wanted.has(origin)),
      this.#replicas.filter(({ origin }) => !wanted.has(origin)),
    ];
    for (const { origin } of kept) wanted.delete(origin);
    const added = [...wanted.values()].map(
      ({ origin, servername }) => new Replica(this.name, origin, this.#times, this.#options.metrics, servername),
    );
    this.#replicas = [...kept, ...added];
    for (const replica of gone) void this.#retire(replica);
  }

  async #retire(replica: Replica): Promise<void> {
    this.#retired.add(replica);
    await replica.retire().catch(() => undefined);
    this.#retired.delete(replica);
  }

  /** Closes every connection and stops the health checks. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#stop.map((stop) => stop()));
    await Promise.all([...this.#replicas, ...this.#retired].map((replica) => replica.close()));
  }
}
