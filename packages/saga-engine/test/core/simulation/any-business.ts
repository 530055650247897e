import type { Definition } from '../../../dist/core/definition.js';
import { evolve } from '../../../dist/core/evolve.js';
import { type ForceRequest } from '../../../dist/core/operate.js';
import { OperationInvalid, OperationRefused } from '../../../dist/core/refusals.js';
import { wayInDoubt } from '../../../dist/core/other-ways.js';
import type { Progress } from '../../../dist/core/progress.js';
import { undosLeft } from '../../../dist/core/undos.js';
import { anyDefinition } from './any-definition.js';
import { kept } from './any-invariants.js';
import { lives, minutes, seconds } from './lengths.js';
import { Random } from '@shop/testkit/random';
import type { SimulatedParticipants } from './simulated-participants.js';
import type { Business, World } from './simulate.js';
import type { FaultPlan } from './fault-plan.js';

/** The promises that clients received. */
export interface Outsider {
  readonly id: string;
  cancelled: boolean;
  /** Ids of signals that were accepted, by name. */
  readonly signals: Map<string, Set<string>>;
}

/** A saga to simulate, with facts that its definition does not contain. */
interface AnySaga {
  readonly definition: Definition;
  /** The saga that undoes it after a late cancel: a step `back-<step>` for each of its steps. */
  readonly undoing?: Definition;
  input(random: Random): unknown;
}

/** Sagas of a definition that is generated from the seed. */
export const madeUp = (seed: number, faults: FaultPlan): Business =>
  businessOf({
    ...anyDefinition(new Random(seed ^ 0x2545f491), faults),
    input: (random) => ({ leaveOut: [0, 1, 2, 3].map(() => random.chance(0.5)) }),
  });

/** Two sagas of one definition. Its signals come early, late or twice, clients cancel, and operators intervene. */
export function businessOf({ definition, undoing, input }: AnySaga): Business {
  const mayRefuse = new Set(
    definition.steps.flatMap(({ name, kind }) => (kind === 'undoable' || kind === 'pivot' ? [name] : [])),
  );
  const outsiders = ['a1', 'a2'].map((id): Outsider => ({ id, cancelled: false, signals: new Map() }));
  return {
    definitions: [definition, ...(undoing ? [undoing] : [])],
    commands: {
      mayRefuse: (step) => mayRefuse.has(step),
      undoneBy: (step) => (step.startsWith('back-') ? [step.slice('back-'.length)] : []),
    },
    act: (world) => Promise.all(outsiders.map((outsider) => behave(world, definition, outsider, input))),
    violations: ({ journal, participants }) =>
      outsiders.flatMap((outsider) => kept(definition, journal, participants, outsider)),
  };
}

async function behave(
  { seed, faults, journal, participants, insist }: World,
  definition: Definition,
  outsider: Outsider,
  input: AnySaga['input'],
): Promise<void> {
  const { clock } = faults;
  const { id } = outsider;
  const own = new Random(seed ^ (id.charCodeAt(1) * 7919));
  const waits = definition.steps.filter(({ kind }) => kind === 'wait').map(({ name }) => name);
  const later = async (act: () => Promise<unknown>) => {
    await clock.sleep(own.between(0, own.chance(0.5) ? seconds(5) : minutes(4)));
    await act();
  };
  const signal = async (name: string, nth: string) => {
    const { answer } = await insist((calls) => calls.signal(id, { name, id: nth, payload: { id: nth } }));
    const accepted = outsider.signals.get(name) ?? new Set();
    if (answer === 'accepted') outsider.signals.set(name, accepted.add(nth));
  };
  const intervene = () =>
    insist(async (calls) => {
      const progress = evolve(definition, journal.sagas.get(id)!);
      const by = { by: 'root', reason: 'looked' };
      const wish = own.chance(0.5) ? asItIs(participants, progress, own) : undefined;
      const step = own.pick(definition.steps).name;
      const asking = wish
        ? calls.force(id, { ...wish, ...by })
        : own.chance(0.5)
          ? calls.restart(id, { step, ...by })
          : calls.retry(id, by);
      return asking.catch((error: unknown) => {
        if (error instanceof OperationRefused || error instanceof OperationInvalid) return { answer: 'refused' };
        throw error;
      });
    });
  const cancel = async () => {
    const { answer } = await insist((calls) => calls.cancel(id, { by: 'u', reason: 'CANCELLED' }));
    if (answer !== 'late') outsider.cancelled = true;
  };

  const asked = input(own);
  await clock.sleep(own.between(0, 5_000));
  await insist((calls) => calls.start({ saga: definition.name, id, input: asked }));
  const plans: Promise<void>[] = [];
  for (const name of waits)
    for (let count = own.between(0, 3); count > 0; count--)
      plans.push(later(() => signal(name, `s${own.between(1, 3)}`)));
  while (own.chance(0.3)) plans.push(later(intervene));
  if (own.chance(0.25)) plans.push(later(cancel));
  await Promise.all(plans);
  // nothing else ends a wait that needs attention
  while (lives(journal.sagas.get(id)!)) {
    await clock.sleep(minutes(3));
    for (const name of waits) for (const nth of ['s1', 's2']) await signal(name, nth);
  }
}

/** The wish of an operator who has checked the participant: what was done is done, what was undone is undone. */
function asItIs(
  participants: SimulatedParticipants,
  progress: Progress,
  random: Random,
): Pick<ForceRequest, 'step' | 'outcome' | 'reply' | 'confirm' | 'phase'> | undefined {
  const here = progress.failure ? undosLeft(progress)[0] : progress.steps[progress.cursor];
  if (!here || here.step.kind === 'wait') return undefined;
  const step = here.step.name;
  const { done, undone, tombstone } = participants.effectOf(progress.record.id, step);
  if (progress.failure || wayInDoubt(progress))
    return tombstone && done === undone ? { step, outcome: 'done', confirm: true, phase: 'undo' } : undefined;
  if (done > 0 && undone === 0 && !tombstone)
    return { step, outcome: 'done', confirm: true, phase: 'do', reply: { sure: random.chance(0.5) } };
  // a late effect of it will be undone, by the saga itself or by the one that follows
  const isUndone = here.step.kind === 'undoable' || progress.definition.onLateCancel;
  return isUndone ? { step, outcome: 'refused', confirm: true, phase: 'do' } : undefined;
}
