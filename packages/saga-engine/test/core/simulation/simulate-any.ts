import type { Definition } from '../../../src/core/definition.js';
import { evolve } from '../../../src/core/evolve.js';
import { type ForceWish } from '../../../src/core/operate.js';
import { OperationInvalid, OperationRefused } from '../../../src/core/refusals.js';
import { wayInDoubt } from '../../../src/core/other-ways.js';
import type { Progress } from '../../../src/core/progress.js';
import { undosLeft } from '../../../src/core/undos.js';
import { registry } from '../../../src/core/registry.js';
import { MemoryJournal } from '../memory.js';
import { anyBusiness } from './any-definition.js';
import { kept } from './any-invariants.js';
import { VirtualClock } from './clock.js';
import { insist } from './traveller.js';
import { days, hours, lives, minutes, seconds } from './lengths.js';
import { Random } from './random.js';
import { SimulatedParticipants } from './simulated-participants.js';
import { SimulatedQueue } from './simulated-queue.js';
import type { Simulated } from './simulate.js';
import { Weather, type Bug } from './weather.js';
import { Worker } from './worker.js';

/** What those outside were promised. */
export interface Outsider {
  readonly id: string;
  cancelled: boolean;
  /** Ids of signals that were accepted, by name. */
  readonly signals: Map<string, Set<string>>;
}

/** A saga to simulate, and what cannot be read from its definition. */
export interface Business {
  readonly definition: Definition;
  /** The saga that undoes it after a late cancel: a step `back-<step>` for each of its steps. */
  readonly takeBack?: Definition;
  input(random: Random): unknown;
}

const madeUp = (seed: number, weather: Weather): Business => ({
  ...anyBusiness(new Random(seed ^ 0x2545f491), weather),
  input: (random) => ({ leaveOut: [0, 1, 2, 3].map(() => random.chance(0.5)) }),
});

/** One definition, a made-up one of the seed unless it is given, in the weather of that seed, until all is quiet. */
export async function simulateAny(seed: number, bug?: Bug, given?: Business): Promise<Simulated> {
  const clock = new VirtualClock();
  const random = new Random(seed);
  const weather = new Weather(clock, random);
  const journal = new MemoryJournal({ checked: bug !== 'compare-and-set' });
  const { definition, takeBack, input } = given ?? madeUp(seed, weather);
  const mayRefuse = new Set(
    definition.steps.flatMap(({ name, kind }) => (kind === 'undoable' || kind === 'pivot' ? [name] : [])),
  );
  const participants = new SimulatedParticipants(weather, bug, undefined, {
    mayRefuse: (step) => mayRefuse.has(step),
    takenBackBy: (step) => (step.startsWith('back-') ? [step.slice('back-'.length)] : []),
  });
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
    registry: registry([definition, ...(takeBack ? [takeBack] : [])]),
  };
  for (let count = random.between(1, 3); count > 0; count--) workers.push(new Worker(weather, shared, bug !== 'sweep'));
  const ask = <Answer>(call: Parameters<typeof insist<Answer>>[2]) => insist(weather, () => anyone()?.entrance, call);
  const waits = definition.steps.filter(({ kind }) => kind === 'wait').map(({ name }) => name);

  const signal = async (outsider: Outsider, name: string, id: string) => {
    const { answer } = await ask((ways) => ways.signal(outsider.id, { name, id, payload: { id } }));
    const accepted = outsider.signals.get(name) ?? new Set();
    if (answer === 'accepted') outsider.signals.set(name, accepted.add(id));
  };
  const intervene = (id: string, from: Random) =>
    ask(async (ways) => {
      const progress = evolve(definition, journal.sagas.get(id)!);
      const by = { by: 'root', reason: 'looked' };
      const wish = from.chance(0.5) ? asItIs(participants, progress) : undefined;
      const step = from.pick(definition.steps).name;
      const asking = wish
        ? ways.force(id, { ...wish, ...by })
        : from.chance(0.5)
          ? ways.restart(id, { step, ...by })
          : ways.retry(id, by);
      return asking.catch((error: unknown) => {
        if (error instanceof OperationRefused || error instanceof OperationInvalid) return { answer: 'refused' };
        throw error;
      });
    });

  const behave = async (outsider: Outsider): Promise<void> => {
    const { id } = outsider;
    const own = new Random(seed ^ (id.charCodeAt(1) * 7919));
    const later = async (act: () => Promise<unknown>) => {
      await clock.sleep(own.between(0, own.chance(0.5) ? seconds(5) : minutes(4)));
      await act();
    };
    const asked = input(own);
    await clock.sleep(own.between(0, 5_000));
    await ask((ways) => ways.start({ saga: definition.name, id, input: asked }));
    const plans: Promise<void>[] = [];
    for (const name of waits)
      for (let nth = own.between(0, 3); nth > 0; nth--)
        plans.push(later(() => signal(outsider, name, `s${own.between(1, 3)}`)));
    while (own.chance(0.3)) plans.push(later(() => intervene(id, own)));
    if (own.chance(0.25))
      plans.push(
        later(async () => {
          const { answer } = await ask((ways) => ways.cancel(id, { by: 'u', reason: 'CANCELLED' }));
          if (answer !== 'late') outsider.cancelled = true;
        }),
      );
    await Promise.all(plans);
    // nothing else ends a wait that asks for somebody
    while (lives(journal.sagas.get(id)!)) {
      await clock.sleep(minutes(3));
      for (const name of waits) for (const nth of ['s1', 's2']) await signal(outsider, name, nth);
    }
  };
  const outsiders = ['a1', 'a2'].map((id): Outsider => ({ id, cancelled: false, signals: new Map() }));
  let gone = 0;
  for (const outsider of outsiders) void behave(outsider).then(() => (gone += 1));
  const quiet = () =>
    gone === outsiders.length && [...journal.sagas.values()].every(({ nextActionAt }) => nextActionAt === null);
  const ended = await clock.run(quiet, weather.season.lasts ? days(100) : hours(4));
  await clock.run(() => false, clock.now + minutes(3));
  const broken = outsiders.flatMap((outsider) => kept(definition, journal, participants, outsider));
  if (!ended) broken.unshift('not everything came to its end');
  return { violations: broken, journal };
}

/** What an operator says who has looked at the participant: what was done is done, what was undone is undone. */
function asItIs(
  participants: SimulatedParticipants,
  progress: Progress,
): Pick<ForceWish, 'step' | 'outcome' | 'confirm' | 'phase'> | undefined {
  const here = progress.failure ? undosLeft(progress)[0] : progress.steps[progress.cursor];
  if (!here || here.step.kind === 'wait') return undefined;
  const step = here.step.name;
  const { done, undone, tombstone } = participants.effectOf(progress.record.id, step);
  if (progress.failure || wayInDoubt(progress))
    return tombstone && done === undone ? { step, outcome: 'done', confirm: true, phase: 'undo' } : undefined;
  if (done > 0 && undone === 0 && !tombstone) return { step, outcome: 'done', confirm: true, phase: 'do' };
  // whatever may still come of it is undone
  return here.step.kind === 'undoable' ? { step, outcome: 'refused', confirm: true, phase: 'do' } : undefined;
}
