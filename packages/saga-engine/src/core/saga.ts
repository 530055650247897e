import { isLength } from './answers.js';
import { seconds } from './duration.js';
import type { Definition, Failure, FollowUp, LateCancel, Step } from './definition.js';
import type { Command } from './participant.js';
import { patiently, untilAnswered, type RetryPolicy } from './retry.js';

/** Something the saga can wait for, sent from outside. */
export interface Signal<Name extends string, Payload> {
  readonly name: Name;
  /** Carries the type of the payload; never set. */
  readonly payload?: Payload;
}

/** A signal of that name (kebab-case), with a payload of type `Payload`. */
export const signal =
  <Payload>() =>
  <Name extends string>(name: Name): Signal<Name, Payload> => ({ name });

/** `hold-room` → `holdRoom`: the name under which a step's reply joins the state. */
type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;
/** A step's name as its reply is called in the state. */
export const camelCase = (name: string) => name.replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase());

interface Start<Input> {
  readonly id: string;
  readonly version: number;
  readonly input: Input;
}
type Joined<State, Name extends string, Reply> = State & { readonly [K in CamelCase<Name>]: Reply };
/** What an undo can rely on is the id and the input: a reply may not have reached the journal before the saga turned round. */
type Undoing<Input, State, Name extends string, Reply> = Start<Input> &
  Partial<Omit<State, keyof Start<Input>>> & { readonly [K in CamelCase<Name>]?: Reply } & {
    readonly failure: Failure;
  };

interface Sending<State, Reply> {
  command: (s: State) => Command<Reply>;
  retry?: RetryPolicy;
  /** Milliseconds for one attempt (default 5 s). */
  attemptTimeout?: number;
}
interface Waiting<State> {
  /** Milliseconds from when the wait begins. */
  within: number | ((s: State) => number);
  /** The reason of the compensation when nothing came (default TIMEOUT). */
  expires?: string;
}

/** Before the pivot: every step says how it is undone. */
interface Revocable<Input, State> {
  step<Name extends string, Reply>(
    name: Name,
    options: Sending<State, Reply> & {
      /** Replies and payloads may be missing, the step's own above all (its outcome may be in doubt); `s.failure` says why. */
      compensate: ((s: Undoing<Input, State, Name, Reply>) => Command) | 'nothing';
    },
  ): Revocable<Input, Joined<State, Name, Reply>>;
  /** With `unless`, the wait is passed over when it holds, so the payload may be missing. */
  waitFor<Name extends string, Payload>(
    signal: Signal<Name, Payload>,
    options: Waiting<State> & { unless: (s: State) => unknown },
  ): Revocable<Input, Joined<State, Name, Payload | undefined>>;
  waitFor<Name extends string, Payload>(
    signal: Signal<Name, Payload>,
    options: Waiting<State> & { unless?: never },
  ): Revocable<Input, Joined<State, Name, Payload>>;
  /** The point of no return. */
  pivot<Name extends string, Reply>(
    name: Name,
    options: Sending<State, Reply>,
  ): Committed<Input, Joined<State, Name, Reply>>;
}

/** After the pivot: only forward, until answered. */
interface Committed<Input, State> {
  retriable<Name extends string, Reply>(
    name: Name,
    options: Sending<State, Reply>,
  ): Committed<Input, Joined<State, Name, Reply>>;
  end(options?: {
    /**
     * The saga that carries out a cancel which came after the pivot had begun; without it such a cancel is refused. Its commands must
     * cope with a pivot or retriable step that was refused or is in doubt: it does not wait for those.
     */
    onLateCancel?: (s: State & { readonly cancel: LateCancel }) => FollowUp;
    /**
     * The saga that carries on what is left when somebody ends this one by hand: for a saga whose work was promised to someone. Its
     * commands must cope with what this one has done, or may still do.
     */
    onResolve?: (s: Start<Input>) => FollowUp;
  }): Definition<Input>;
}

/** A saga may also have no way back at all: retriables from the start. */
export interface Opening<Input, State> extends Revocable<Input, State>, Pick<Committed<Input, State>, 'retriable'> {}

/** A follow-up saga, its input checked against that saga's definition. */
export function followUp<Input>(definition: Definition<Input>, id: string, input: NoInfer<Input>): FollowUp {
  return { saga: definition.name, id, input };
}

/**
 * Begins a definition. `within` is milliseconds from the start by which the pivot must have begun, else the saga turns
 * round with the reason `expires` (default TIMEOUT). Throws when two steps share a name or one shadows `id`, `input`,
 * `version`, `failure`, `cancel` or `followUp`, and when a `within` is no number of milliseconds.
 */
export function saga<Input>(
  name: string,
  options: Pick<Definition<Input>, 'version' | 'within' | 'examples' | 'correlation' | 'labels'> & { expires?: string },
): Opening<Input, Start<Input>> {
  const steps: Step[] = [];
  const taken = new Set(['id', 'input', 'version', 'failure', 'cancel', 'followUp']);
  const add = (step: Record<string, unknown> & { name: string }): unknown => {
    const key = camelCase(step.name);
    if (taken.has(key)) throw new Error(`Saga ${name}: the step name ${step.name} is taken; choose another.`);
    taken.add(key);
    assertLength(`${name}: within of ${step.name}`, step['within']);
    steps.push({ ...step, key } as unknown as Step);
    return builder;
  };
  assertLength(`${name}: within`, options.within);
  const sending = { attemptTimeout: seconds(5) };
  const builder = {
    step: (n: string, o: object) => add({ ...sending, retry: patiently, ...o, kind: 'undoable', name: n }),
    waitFor: (s: Signal<string, unknown>, o: object) => add({ expires: 'TIMEOUT', ...o, kind: 'wait', name: s.name }),
    pivot: (n: string, o: object) => add({ ...sending, retry: untilAnswered, ...o, kind: 'pivot', name: n }),
    retriable: (n: string, o: object) => add({ ...sending, retry: untilAnswered, ...o, kind: 'retriable', name: n }),
    end: (o: object = {}) => ({ expires: 'TIMEOUT', ...options, ...o, name, steps }),
  };
  return builder as unknown as Opening<Input, Start<Input>>;
}

/** A function is asked when the saga is there. */
function assertLength(what: string, ms: unknown): void {
  if (ms === undefined || typeof ms === 'function' || isLength(ms)) return;
  throw new TypeError(`Saga ${what} must be a number of milliseconds of at most a hundred years; got ${String(ms)}.`);
}
