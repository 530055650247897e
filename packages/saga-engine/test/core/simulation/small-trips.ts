import type { Definition, State } from '../../../dist/core/definition.js';
import { minutes } from './lengths.js';
import { bookTrip, cancelTrip } from '../small-trip.js';
import { operated, violations } from './invariants.js';
import { operate, type Intervention } from './operator.js';
import type { Business } from './simulate.js';
import { behave, type Promised } from './traveller.js';
import type { FaultPlan } from './fault-plan.js';

/** The effects that each command of a cancelling saga undoes. */
const UNDONE_BY: Readonly<Record<string, readonly string[]>> = {
  'return-ticket': ['issue-ticket', 'hold-seat'],
  'free-room': ['confirm-trip', 'hold-room'],
  'mark-cancelled': ['create-trip'],
};
const REFUSABLE = new Set(['create-trip', 'hold-room', 'hold-seat', 'confirm-trip']);

/** The small trip and the saga that cancels it: up to three travellers, and operators who intervene, pause and act in bulk. */
export function smallTrips(_seed: number, faults: FaultPlan): Business {
  const { random } = faults;
  const booking = badlyDefined(bookTrip, faults);
  const hurried = { ...booking, version: 2, within: minutes(1) };
  const travellers: Promised[] = [];
  const interventions: Intervention[] = [];
  return {
    definitions: [booking, cancelTrip, ...(random.chance(0.3) ? [hurried] : [])],
    commands: {
      mayRefuse: (step) => REFUSABLE.has(step),
      undoneBy: (step) => UNDONE_BY[step] ?? [],
    },
    act(world) {
      for (const id of ['o1', 'o2', 'o3'].slice(0, random.between(1, 3)))
        travellers.push({ id, accepted: false, cancelled: false, approved: false });
      return Promise.all([...travellers.map((traveller) => behave(world, traveller)), operate(world, interventions)]);
    },
    violations: ({ known, journal, participants, bulk }) => [
      ...violations(known, journal, participants, travellers, faults.lastAct),
      ...operated(journal, interventions, bulk),
    ],
  };
}

/** The definition with functions that throw as long as `longFaults` says. */
function badlyDefined(definition: Definition, { longFaults, clock }: FaultPlan): Definition {
  const after =
    <Result>(what: string, act: (state: State) => Result) =>
    (state: State) => {
      longFaults.call(what, clock.now);
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
