import type { Definition, State } from '../../../src/core/definition.js';
import { days, hours, minutes } from './lengths.js';
import { registry } from '../../../src/core/registry.js';
import { MemoryJournal } from '../memory.js';
import { cancelTrip, bookTrip } from '../small-trip.js';
import { VirtualClock } from './clock.js';
import { behave, insist, type Promised } from './traveller.js';
import { operated, violations } from './invariants.js';
import { MemoryBulk, SimulatedPauses } from './operations.js';
import { operate, type Intervention } from './operator.js';
import { Random } from './random.js';
import { SimulatedParticipants } from './simulated-participants.js';
import { SimulatedQueue } from './simulated-queue.js';
import { Weather, type Bug } from './weather.js';
import { Worker } from './worker.js';

export interface Simulated {
  readonly violations: readonly string[];
  readonly journal: MemoryJournal;
}

/** Trips with several orchestrators in the weather of one seed, until all is quiet. The same seed, the same story. */
export async function simulate(seed: number, bug?: Bug): Promise<Simulated> {
  const clock = new VirtualClock();
  const random = new Random(seed);
  const weather = new Weather(clock, random);
  const journal = new MemoryJournal({ checked: bug !== 'compare-and-set' });
  const pauses = new SimulatedPauses();
  const bulk = new MemoryBulk(journal.sagas);
  const participants = new SimulatedParticipants(weather, bug, pauses);
  const booking = badlyDefined(bookTrip, weather);
  const hurried = { ...booking, version: 2, within: minutes(1) };
  const known = registry([booking, cancelTrip, ...(random.chance(0.3) ? [hurried] : [])]);
  const workers: Worker[] = [];
  const anyone = () => {
    const alive = workers.filter((worker) => worker.alive);
    return alive.length > 0 ? random.pick(alive) : undefined;
  };
  const queue = new SimulatedQueue(weather, (id) => {
    const worker = anyone();
    worker?.take(id);
    return worker !== undefined;
  });
  const shared = {
    journal,
    queue,
    participants: participants,
    registry: known,
    bulk,
    ...(bug === 'pause' ? {} : { pauses }),
  };
  for (let count = random.between(1, 3); count > 0; count--) workers.push(new Worker(weather, shared, bug !== 'sweep'));
  if (random.chance(0.3)) clock.at(random.between(0, minutes(3)), () => queue.wipe());

  const travellers: Promised[] = ['o1', 'o2', 'o3']
    .slice(0, random.between(1, 3))
    .map((id) => ({ id, accepted: false, cancelled: false, approved: false }));
  let gone = 0;
  for (const traveller of travellers) void behave(weather, () => anyone()?.entrance, traveller).then(() => (gone += 1));

  const interventions: Intervention[] = [];
  const desk = { weather, journal, known, participants, queue, bulk, pauses };
  let operating = true;
  void operate(
    { ...desk, insist: (call) => insist(weather, () => anyone()?.entrance, call) },
    seed,
    interventions,
  ).then(() => (operating = false));

  const quiet = () =>
    gone === travellers.length &&
    !operating &&
    bulk.all.every(({ state }) => state === 'DONE') &&
    [...journal.sagas.values()].every(({ nextActionAt }) => nextActionAt === null);
  const ended = await clock.run(quiet, weather.season.lasts ? days(100) : hours(2));
  // What is still on its way arrives: late commands and stale wake-ups must change nothing.
  await clock.run(() => false, clock.now + minutes(3));
  const broken = violations(known, journal, participants, travellers, weather.lastAct);
  broken.push(...operated(journal, interventions, bulk), ...participants.sentPaused);
  if (!ended) broken.unshift('not everything came to its end');
  return { violations: broken, journal };
}

/** The definition with functions that throw for as long as the season has it. */
function badlyDefined(definition: Definition, { season, clock }: Weather): Definition {
  const after =
    <Result>(what: string, act: (state: State) => Result) =>
    (state: State) => {
      season.call(what, clock.now);
      return act(state);
    };
  const steps = definition.steps.map((step) => {
    if (step.kind === 'wait') {
      const { within, unless } = step;
      return {
        ...step,
        within: after('within', (s) => (typeof within === 'function' ? within(s) : within)),
        unless: after('unless', (s) => unless?.(s)),
      };
    }
    const command = after(step.name, step.command);
    if (step.kind !== 'undoable' || step.compensate === 'nothing') return { ...step, command };
    return { ...step, command, compensate: after(`${step.name}.undo`, step.compensate) };
  });
  return { ...definition, steps, onLateCancel: after('onLateCancel', definition.onLateCancel!) };
}
