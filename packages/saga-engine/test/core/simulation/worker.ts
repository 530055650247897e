import { withCrashPoints, type Around } from '../../../dist/core/crash-points.js';
import { advance } from '../../../dist/core/advance.js';
import { days, hours, minutes, seconds } from './lengths.js';
import type { LongFaults } from './long-faults.js';
import { sagaCalls, type SagaCalls } from '../../../dist/core/saga-calls.js';
import type { SagaRecord } from '../../../dist/core/journal.js';
import type { Journal, EnginePorts } from '../../../dist/core/ports.js';
import { recover } from '../../../dist/core/recover.js';
import { silentLogger } from '@shop/common/logging/logger';
import { carryOnBulk } from '../../../dist/operations/bulk-worker.js';
import type { MemoryBulk } from './operations.js';
import type { FaultPlan } from './fault-plan.js';

/** The interval of sweeps, so long that months are simulated in seconds. */
const sweepEvery = ({ until }: LongFaults) =>
  until > days(10) ? hours(1) : until > hours(1) ? minutes(20) : seconds(20);

type Shared = Pick<EnginePorts, 'journal' | 'queue' | 'participants' | 'registry' | 'pauses'> & {
  readonly bulk?: MemoryBulk;
};
const never = () => new Promise<never>(() => undefined);

/**
 * One orchestrator process. It may crash at any point and restart, be blocked for longer than its lease, and have a clock that is
 * minutes ahead or behind.
 */
export class Worker {
  alive = true;
  /** The calls through this process. A call in progress when it crashes is never answered. */
  calls!: SagaCalls;
  readonly #faults: FaultPlan;
  readonly #shared: Shared;
  readonly #sweeping: boolean;
  #ports!: EnginePorts;
  #around!: Around;
  #clockError = 0;

  constructor(faults: FaultPlan, shared: Shared, sweeping: boolean) {
    this.#faults = faults;
    this.#shared = shared;
    this.#sweeping = sweeping;
    this.#boot();
  }

  take(id: string): void {
    // a run that throws is lost; the sweep continues its saga
    const checkpoint = () => this.#around('orchestrator.checkpoint', () => this.#faults.latency());
    advance(this.#ports, id, { checkpoint }).catch(() => undefined);
  }

  #boot(): void {
    const life = { over: false };
    const faults = this.#faults;
    const { queue, participants } = this.#shared;
    const living = async <Result>(act: () => Promise<Result>): Promise<Result> => {
      if (life.over) return never();
      const result = await act();
      return life.over ? never() : result;
    };
    const reach = async () => {
      if (life.over) return never();
      if (faults.occurs(0.01)) {
        life.over = true;
        return this.#crash();
      }
      if (faults.occurs(0.005)) await faults.clock.sleep(seconds(faults.random.between(20, 90)));
      if (faults.occurs(0.005)) this.#clockError = faults.random.between(-minutes(10), minutes(10));
    };
    this.#around = async (_thing, work) => {
      await reach();
      const result = await work();
      await reach();
      return result;
    };
    this.alive = true;
    const ports: EnginePorts = {
      ...this.#shared,
      journal: unreliable(this.#shared.journal, faults, living),
      queue: { wake: (id, wakeUp) => living(() => queue.wake(id, wakeUp)) },
      participants: { dispatch: (command, call) => living(() => participants.dispatch(command, call)) },
      publisher: { publish: () => undefined },
      now: () => faults.clock.now + (faults.over ? 0 : this.#clockError),
      random: () => faults.random.next(),
      leaseMs: seconds(30),
      report: () => undefined,
    };
    this.#ports = withCrashPoints(ports, this.#around);
    this.calls = sagaCalls(this.#ports);
    if (this.#sweeping) void this.#sweep(life);
  }

  /** Runs the orchestrator's own bulk worker on operations in memory. */
  async #carryOnBulk(life: { over: boolean }): Promise<void> {
    const { bulk } = this.#shared;
    if (!bulk?.all.some(({ state }) => state === 'RUNNING')) return;
    const faults = this.#faults;
    const across = async <Result>(act: () => Promise<Result>): Promise<Result> => {
      if (life.over) return never();
      await faults.latency();
      if (faults.occurs(0.02)) throw new Error('The store is gone.');
      const result = await act();
      if (faults.occurs(0.02)) throw new Error('The store is gone; it may have written.');
      return life.over ? never() : result;
    };
    const { lease, save } = bulk.operations;
    const parts = {
      operations: { lease: (...args) => across(() => lease(...args)), save: (...args) => across(() => save(...args)) },
      sagas: bulk.sagas,
      registry: this.#ports.registry,
      calls: this.calls,
      around: this.#around,
      logger: silentLogger(),
      clock: { now: this.#ports.now, steady: () => faults.clock.now, pause: (ms) => faults.clock.sleep(ms) },
    } satisfies Parameters<typeof carryOnBulk>[0];
    await carryOnBulk(parts, () => life.over);
    faults.lastAct = faults.clock.now;
  }

  #crash(): Promise<never> {
    this.alive = false;
    const { clock, random } = this.#faults;
    clock.at(clock.now + random.between(100, 10_000), () => this.#boot());
    return never();
  }

  async #sweep(life: { over: boolean }): Promise<void> {
    for (let graceMs = 0; !life.over; graceMs = seconds(2)) {
      await recover(this.#ports, { graceMs, page: 2 }).catch(() => undefined);
      await this.#carryOnBulk(life).catch(() => undefined);
      await this.#faults.clock.sleep(this.#faults.over ? sweepEvery(this.#faults.longFaults) : seconds(20));
    }
  }
}

/** The journal over a network that fails before or after a write. It knows its recent inserts as long as the process lives. */
function unreliable(
  journal: Journal,
  faults: FaultPlan,
  living: <Result>(act: () => Promise<Result>) => Promise<Result>,
): Journal {
  const across = <Result>(act: () => Promise<Result>) =>
    living(async () => {
      await faults.latency();
      if (faults.occurs(0.02)) throw new Error('The store is gone.');
      const result = await act();
      await faults.latency();
      if (faults.occurs(0.02)) throw new Error('The store is gone; it may have written.');
      return result;
    });
  const recentInserts = new Map<string, SagaRecord>();
  return {
    insert: async (saga) => {
      const result = await across(() => journal.insert(saga));
      if (result.inserted) recentInserts.set(saga.id, result.saga);
      return result;
    },
    recentInsert: (id) => {
      const saga = recentInserts.get(id);
      recentInserts.delete(id);
      return saga;
    },
    load: (id) => across(() => journal.load(id)),
    append: async (...args) => {
      if (faults.slowStore && !faults.over) await faults.clock.sleep(faults.random.between(0, 3_000));
      return across(() => journal.append(...args));
    },
    due: (before, limit, after) => across(() => journal.due(before, limit, after)),
    liveVersions: () => across(() => journal.liveVersions()),
  };
}
