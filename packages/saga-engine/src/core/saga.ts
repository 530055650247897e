import type Joi from 'joi';
import type { Opening, Signal, Start } from './building.js';
import { assertLength, assertName, assertUsable } from './misuse.js';
import { seconds } from './duration.js';
import type { Definition, FollowUp, Step } from './definition.js';
import { defaultRetry, untilAnswered } from './retry.js';

export type { Opening, Signal } from './building.js';

/** A signal of that name (kebab-case), with a payload of type `Payload`; with a schema it can be sent as JSON. */
export const signal =
  <Payload>(payload?: Joi.ObjectSchema<Payload>) =>
  <Name extends string>(name: Name): Signal<Name, Payload> => ({ name, ...(payload ? { payload } : {}) });

/** A step's name in the form that its reply has in the state. */
export const camelCase = (name: string) => name.replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase());

/** A follow-up saga, its input checked against that saga's definition. */
export function followUp<Input>(definition: Definition<Input>, id: string, input: NoInfer<Input>): FollowUp {
  return { saga: definition.name, id, input };
}

type Options = Record<string, unknown>;

/**
 * Begins a definition. `within` is milliseconds from the start by which the pivot must have begun, else the saga compensates with the
 * reason `expires` (default TIMEOUT). Throws when two steps share a name or one shadows `id`, `input`, `version`, `failure`, `cancel` or
 * `followUp`, when a `within` is not a number of milliseconds, when a name or the version cannot be used, and what misuse.ts throws.
 */
export function saga<Input>(
  name: string,
  options: Omit<Definition<Input>, 'name' | 'expires' | 'steps' | 'onLateCancel' | 'onResolve' | 'gone'> & {
    expires?: string;
  },
): Opening<Input, Start<Input>> {
  const steps: Step[] = [];
  const taken = new Set(['id', 'input', 'version', 'failure', 'cancel', 'followUp']);
  const groups = new Set<string>();
  const add = (step: Options & { name: string; kind: Step['kind'] }, within: object): unknown => {
    assertName(`Saga ${name}`, step.name);
    const key = camelCase(step.name);
    if (taken.has(key)) throw new Error(`Saga ${name}: the step name ${step.name} is taken; choose another.`);
    taken.add(key);
    assertUsable(name, step, steps);
    assertLength(`${name}: within of ${step.name}`, step['within']);
    steps.push({ ...step, key } as unknown as Step);
    return within;
  };
  assertName('A saga', name);
  if (!Number.isInteger(options.version))
    throw new TypeError(`Saga ${name}: version must be a whole number; got ${String(options.version)}.`);
  assertLength(`${name}: within`, options.within);
  const sending = { attemptTimeout: seconds(5) };
  const stepsOf = (own: { together?: string }) => {
    const steppers = {
      step: (n: string, o: Options): unknown =>
        add({ ...sending, retry: defaultRetry, ...o, ...own, kind: 'undoable', name: n }, steppers),
      retriable: (n: string, o: Options): unknown =>
        add({ ...sending, retry: untilAnswered, ...o, ...own, kind: 'retriable', name: n }, steppers),
      orElse: (n: string, o: Options): unknown => {
        const before = steps.at(-1);
        if (before?.kind !== 'undoable' || before.together !== own.together)
          throw new Error(`Saga ${name}: ${n} is no other way: put orElse directly behind a step.`);
        const insteadOf = before.insteadOf ?? before.key;
        add({ ...sending, retry: defaultRetry, ...o, ...own, insteadOf, kind: 'undoable', name: n }, steppers);
        steps[steps.length - 2] = { ...before, hasOtherWay: true };
        return steppers;
      },
    };
    return steppers;
  };
  const builder = {
    ...stepsOf({}),
    waitFor: (s: Signal<string, unknown>, o: Options) => add({ expires: 'TIMEOUT', ...o, kind: 'wait', ...s }, builder),
    pivot: (n: string, o: Options) => add({ ...sending, retry: untilAnswered, ...o, kind: 'pivot', name: n }, builder),
    together(group: string, build: (steps: object) => unknown) {
      const before = steps.length;
      if (groups.has(group)) throw new Error(`Saga ${name}: the group name ${group} is taken; choose another.`);
      groups.add(group);
      build(stepsOf({ together: group }));
      if (steps.length === before)
        throw new Error(`Saga ${name}: the group ${group} has no steps; add some, or leave it out.`);
      return builder;
    },
    end: (o: object = {}) => ({ expires: 'TIMEOUT', ...options, ...o, name, steps }),
  };
  for (const method of ['step', 'retriable', 'orElse'] as const) {
    const own = builder[method];
    builder[method] = (n: string, o: Options) => (own(n, o), builder);
  }
  return builder as unknown as Opening<Input, Start<Input>>;
}
