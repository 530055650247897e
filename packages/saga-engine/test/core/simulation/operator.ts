import type { SagaCalls } from '../../../dist/core/saga-calls.js';
import { evolve } from '../../../dist/core/evolve.js';
import { type ForceRequest } from '../../../dist/core/operate.js';
import { OperationInvalid, OperationRefused } from '../../../dist/core/refusals.js';
import { FOLLOW_UP, type Progress } from '../../../dist/core/progress.js';
import { undosLeft } from '../../../dist/core/undos.js';
import { replies } from '../story.js';
import { days, minutes, seconds } from './lengths.js';
import { Random } from '@shop/testkit/random';
import type { SimulatedParticipants } from './simulated-participants.js';
import type { World } from './simulate.js';

/** The answer to one intervention of an operator; its reason identifies it in the journal. */
export interface Intervention {
  readonly saga: string;
  readonly reason: string;
  asked: number;
  answer: 'accepted' | 'late' | 'refused' | 'none';
}

/** Forces, restarts, pauses and resumes at random moments, alone and in bulk. Records each call and its answer in `made`. */
export async function operate(world: World, made: Intervention[]): Promise<void> {
  const { seed, faults, journal, known, pauses, bulk } = world;
  const { clock, longFaults } = faults;
  // separate random numbers, so that operators do not change the faults of a seed
  const random = new Random(seed ^ 0x5bd1e995);
  const long = longFaults.lasts ? Math.min(longFaults.until, days(40)) : minutes(4);
  const progressOf = (id: string): Progress => {
    const record = journal.sagas.get(id)!;
    return evolve(known.find(record.type, record.version)!, record);
  };

  const intervene = async (
    reason: string,
    act: (calls: SagaCalls, progress: Progress, saga: string) => Promise<{ answer: string }> | undefined,
  ) => {
    const ids = [...journal.sagas.keys()];
    if (ids.length === 0) return;
    const intervention: Intervention = { saga: random.pick(ids), reason, asked: 0, answer: 'none' };
    made.push(intervention);
    const { answer } = await world.insist(async (calls) => {
      const asking = act(calls, progressOf(intervention.saga), intervention.saga);
      if (!asking) return { answer: 'none' };
      intervention.asked += 1;
      return asking.catch(unlessRefused);
    });
    Object.assign(intervention, { answer });
  };
  const force = (reason: string) => {
    const honest = random.chance(0.6);
    return intervene(reason, (calls, progress, saga) => {
      const wish = honest ? asItIs(world.participants, progress, random) : anything(progress, random);
      return wish && calls.force(saga, { ...wish, by: 'root', reason });
    });
  };
  const restart = (reason: string) =>
    intervene(reason, (calls, { steps }, saga) =>
      calls.restart(saga, { step: anyStep(steps, random), by: 'root', reason }),
    );
  const inBulk = (id: string) => {
    const action = random.pick(['retry', 'restart', 'force', 'compensate'] as const);
    const step = random.pick(['issue-ticket', 'hold-room', 'hold-seat', 'return-ticket']);
    bulk.begin({ _id: id, action, step, outcome: 'refused', createdAt: clock.now });
    return Promise.resolve();
  };
  const pause = async (id: string) => {
    const held = random.chance(0.5)
      ? { participant: random.pick(['trips', 'hotel', 'airline']) }
      : { step: random.pick(['hold-seat', 'issue-ticket', 'free-room']) };
    const begun = pauses.begin({ id, ...held, begun: clock.now });
    await clock.sleep(random.between(seconds(5), long));
    begun.ended = true;
    faults.lastAct = clock.now;
    for (;;) {
      const rested = [...journal.sagas.values()].filter(({ paused }) => paused === id);
      if (rested.length === 0) return;
      for (const saga of rested)
        await world.queue.wake(saga.id, { priority: 'progress', about: '', why: 'request' }).catch(() => undefined);
      await clock.sleep(seconds(20));
    }
  };
  const plans: Promise<void>[] = [];
  for (const [name, act] of Object.entries({ force, restart, bulk: inBulk, pause }))
    while (plans.length < 6 && random.chance(0.4))
      plans.push(
        clock
          .sleep(random.between(0, random.chance(0.5) ? minutes(1) : long))
          .then(() => act(`${name} ${plans.length}-${random.between(0, 1e9)}`)),
      );
  await Promise.all(plans);
}

type Wish = Pick<ForceRequest, 'step' | 'outcome' | 'reply' | 'confirm' | 'phase'>;

/** The wish of an operator who has checked the participant and therefore confirms it; undefined if nothing is safe. */
function asItIs(participants: SimulatedParticipants, progress: Progress, random: Random): Wish | undefined {
  const { failure, steps, cursor, record, definition } = progress;
  if (failure) {
    const left = undosLeft(progress).find(({ step }) => {
      const { tombstone, done, undone } = participants.effectOf(record.id, step.name);
      return tombstone && done === undone;
    });
    if (left) return { step: left.step.name, outcome: 'done', confirm: true, phase: 'undo' };
    const [open] = undosLeft(progress);
    // a skipped undo is done by the saga that a cancel has started
    const followed = open && progress.lateCancel && random.chance(0.3);
    return followed ? { step: open.step.name, outcome: 'refused', confirm: true, phase: 'undo' } : undefined;
  }
  const step = steps[cursor]?.step;
  if (!step) return undefined;
  const { name } = step;
  if (step.kind === 'wait') return { step: name, outcome: 'done', reply: { token: 't1' }, confirm: true, phase: 'do' };
  const { done, undone, tombstone } = participants.effectOf(record.id, name);
  if (done > 0 && undone === 0 && !tombstone && random.chance(0.7))
    return { step: name, outcome: 'done', reply: replies[name] ?? {}, confirm: true, phase: 'do' };
  return step.kind === 'undoable' || definition.onLateCancel || definition.onResolve
    ? { step: name, outcome: 'refused', confirm: true, phase: 'do' }
    : undefined;
}

/** The wish of an operator who has not checked anything and confirms nothing: it must be harmless or refused. */
function anything({ steps, cursor }: Progress, random: Random): Wish | undefined {
  const step = (random.chance(0.7) && steps[cursor]?.step.name) || anyStep(steps, random);
  return { step, outcome: random.pick(['done', 'refused']), reply: replies[step] ?? {} };
}

/** A step, or the start of the saga that follows. */
const anyStep = (steps: Progress['steps'], random: Random): string =>
  random.chance(0.1) ? FOLLOW_UP : random.pick(steps).step.name;

const unlessRefused = (error: unknown): { answer: string } => {
  if (error instanceof OperationRefused || error instanceof OperationInvalid) return { answer: 'refused' };
  throw error;
};
