import type { Definition } from '../../../dist/core/definition.js';
import type { SagaCalls } from '../../../dist/core/saga-calls.js';
import { registry, type Registry } from '../../../dist/core/registry.js';
import { MemoryJournal } from '../memory.js';
import { VirtualClock } from './clock.js';
import { days, hours, minutes, seconds } from './lengths.js';
import { MemoryBulk, SimulatedPauses } from './operations.js';
import { Random } from '@shop/testkit/random';
import { SimulatedParticipants, type Commands } from './simulated-participants.js';
import { SimulatedQueue } from './simulated-queue.js';
import { FaultPlan, type Bug } from './fault-plan.js';
import { Worker } from './worker.js';

/** The parts of a simulation. */
export interface World {
  readonly seed: number;
  readonly faults: FaultPlan;
  readonly journal: MemoryJournal;
  readonly known: Registry;
  readonly participants: SimulatedParticipants;
  readonly queue: SimulatedQueue;
  readonly bulk: MemoryBulk;
  readonly pauses: SimulatedPauses;
  /** Repeats a call until there is an answer: the process may be down, may fail, or may never answer. */
  readonly insist: <Answer>(call: (calls: SagaCalls) => Promise<Answer>) => Promise<Answer>;
}

/** The subject of a simulation: its sagas, the clients' calls, and the invariants. */
export interface Business {
  readonly definitions: readonly Definition[];
  readonly commands: Commands;
  /** The calls of clients; resolves after the last one. */
  act(world: World): Promise<unknown>;
  /** The invariants that are violated at the end, each in a sentence. */
  violations(world: World): string[];
}

export interface Simulated {
  readonly violations: readonly string[];
  readonly journal: MemoryJournal;
}

/** Runs the sagas of a business on several orchestrators with the faults of one seed to the end. A seed is reproducible. */
export async function simulate(
  seed: number,
  open: (seed: number, faults: FaultPlan) => Business,
  bug?: Bug,
): Promise<Simulated> {
  const clock = new VirtualClock();
  const random = new Random(seed);
  const faults = new FaultPlan(clock, random, new Random(seed ^ 0x85ebca6b).chance(0.3));
  const journal = new MemoryJournal({ checked: bug !== 'compare-and-set' });
  const pauses = new SimulatedPauses();
  const bulk = new MemoryBulk(journal.sagas);
  const business = open(seed, faults);
  const participants = new SimulatedParticipants(faults, bug, pauses, business.commands);
  const known = registry(business.definitions);
  const workers: Worker[] = [];
  const anyone = () => {
    const alive = workers.filter((worker) => worker.alive);
    return alive.length > 0 ? random.pick(alive) : undefined;
  };
  const queue = new SimulatedQueue(faults, (id) => {
    const worker = anyone();
    worker?.take(id);
    return worker !== undefined;
  });
  const shared = { journal, queue, participants, registry: known, bulk, ...(bug === 'pause' ? {} : { pauses }) };
  for (let count = random.between(1, 3); count > 0; count--) workers.push(new Worker(faults, shared, bug !== 'sweep'));
  if (random.chance(0.3)) clock.at(random.between(0, minutes(3)), () => queue.wipe());

  const insist: World['insist'] = async (call) => {
    for (;;) {
      faults.lastAct = clock.now;
      const calls = anyone()?.calls;
      const nothing = clock.sleep(seconds(25)).then(() => undefined);
      const answer = calls && (await Promise.race([call(calls).catch(() => undefined), nothing]));
      if (answer !== undefined) return answer;
      await clock.sleep(500);
    }
  };
  const world: World = { seed, faults, journal, known, participants, queue, bulk, pauses, insist };
  let gone = false;
  void business.act(world).then(() => (gone = true));
  const quiet = () =>
    gone &&
    bulk.all.every(({ state }) => state === 'DONE') &&
    [...journal.sagas.values()].every(({ nextActionAt }) => nextActionAt === null);
  const ended = await clock.run(quiet, faults.longFaults.lasts ? days(100) : hours(4));
  // messages in transit arrive: late commands and stale wake-ups must change nothing
  await clock.run(() => false, clock.now + minutes(3));
  const violations = [...business.violations(world), ...participants.sentPaused];
  return { violations: ended ? violations : ['not everything came to its end', ...violations], journal };
}
