import type Joi from 'joi';
import type { Definition, Failure, FollowUp, LateCancel } from './definition.js';
import type { Command } from './participant.js';
import type { RetryPolicy } from './retry.js';

/** A signal that the saga can wait for, sent from outside. */
export interface Signal<Name extends string, Payload> {
  readonly name: Name;
  /** The schema of the payload, checked when the signal is sent; carries its type. */
  readonly payload?: Joi.ObjectSchema<Payload>;
}

/** `hold-room` → `holdRoom`: the name of a step's reply in the state. */
type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

export interface Start<Input> {
  readonly id: string;
  readonly version: number;
  readonly input: Input;
}
type Joined<State, Name extends string, Reply> = State & { readonly [K in CamelCase<Name>]: Reply };
/** An undo can rely on the id and the input only: a reply may not have reached the journal before the saga began to compensate. */
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
interface Undoable<Input, State, Name extends string, Reply> extends Sending<State, Reply> {
  /** Replies and payloads may be missing, especially the step's own (its outcome may be in doubt); `s.failure` says why. */
  compensate: ((s: Undoing<Input, State, Name, Reply>) => Command) | 'nothing';
}
interface Optional<State, Unless> {
  /** The step is left out when this is true, so its reply may be missing. Called once, when the saga reaches the step. */
  unless?: (s: State) => Unless;
}
/** The type of what may be missing with an `unless`; `never` without one. */
type Perhaps<Unless, Value> = [Unless] extends [never] ? Value : Value | undefined;

interface Waiting<State> {
  /** Milliseconds from the start of the wait. */
  within: number | ((s: State) => number);
}
interface Collecting<State, Collect extends number> {
  /** The number of different signals (each with its own id) that end the wait, Infinity for no limit; absent: the first one ends it. */
  collect?: Collect | ((s: State) => Collect);
}
/** The payload, or all of them when they are collected. */
type Came<Collect, Payload> = [Collect] extends [never] ? Payload : readonly Payload[];

/** Before the pivot: every step defines its undo. */
interface Revocable<Input, State> {
  step<Name extends string, Reply, Unless = never>(
    name: Name,
    options: Undoable<Input, State, Name, Reply> & Optional<State, Unless>,
  ): OrElse<Input, Joined<State, Name, Perhaps<Unless, Reply>>, CamelCase<Name>>;
  /** Steps that are sent at once: none sees another's reply. They are read, undone and shown in the order of their definition. */
  together<Name extends string, After>(
    name: Name,
    steps: (group: Group<Input, State, State>) => GroupOf<After>,
  ): Revocable<Input, After>;
  /** With `unless`, the wait is skipped when it is true, so the payload may be missing. `expires`: the reason when no signal came. */
  waitFor<Name extends string, Payload, Unless = never, Collect extends number = never>(
    signal: Signal<Name, Payload>,
    options: Waiting<State> &
      Optional<State, Unless> &
      Collecting<State, Collect> & { expires?: string; onExpiry?: never },
  ): Revocable<Input, Joined<State, Name, Perhaps<Unless, Came<Collect, Payload>>>>;
  /** The step after which the saga only goes forward. */
  pivot<Name extends string, Reply>(
    name: Name,
    options: Sending<State, Reply>,
  ): Committed<Input, Joined<State, Name, Reply>>;
}

/** The reply of the way that succeeded is in the state under the name of the first one, and under its own. */
type OtherWay<State, First extends string, Name extends string, Reply> = Omit<State, First> & {
  readonly [K in First]: (First extends keyof State ? State[First] : never) | Reply;
} & { readonly [K in CamelCase<Name>]?: Reply };

/** After a step: another way that is tried when the step is refused, or is in doubt; in the latter case it is undone first. */
interface OrElse<Input, State, First extends string> extends Revocable<Input, State> {
  orElse<Name extends string, Reply>(
    name: Name,
    options: Undoable<Input, State, Name, Reply>,
  ): OrElse<Input, OtherWay<State, First, Name, Reply>, First>;
}

/** Carries the type of the state after a group. */
interface GroupOf<State> {
  readonly state?: State;
}

/** A group before the pivot. `Seen` is the input of its commands: the state before the group. */
interface Group<Input, Seen, State> extends GroupOf<State> {
  step<Name extends string, Reply, Unless = never>(
    name: Name,
    options: Undoable<Input, Seen, Name, Reply> & Optional<Seen, Unless>,
  ): GroupOrElse<Input, Seen, Joined<State, Name, Perhaps<Unless, Reply>>, CamelCase<Name>>;
}
interface GroupOrElse<Input, Seen, State, First extends string> extends Group<Input, Seen, State> {
  orElse<Name extends string, Reply>(
    name: Name,
    options: Undoable<Input, Seen, Name, Reply>,
  ): GroupOrElse<Input, Seen, OtherWay<State, First, Name, Reply>, First>;
}

/** A group after the pivot. */
interface CommittedGroup<Seen, State> extends GroupOf<State> {
  retriable<Name extends string, Reply, Unless = never>(
    name: Name,
    options: Sending<Seen, Reply> & Optional<Seen, Unless>,
  ): CommittedGroup<Seen, Joined<State, Name, Perhaps<Unless, Reply>>>;
}

/** After the pivot: only forward, until answered. */
interface Committed<Input, State> {
  retriable<Name extends string, Reply, Unless = never>(
    name: Name,
    options: Sending<State, Reply> & Optional<State, Unless>,
  ): Committed<Input, Joined<State, Name, Perhaps<Unless, Reply>>>;
  /** As before the pivot. A late cancel may find some of them done although an earlier one is not. */
  together<Name extends string, After>(
    name: Name,
    steps: (group: CommittedGroup<State, State>) => GroupOf<After>,
  ): Committed<Input, After>;
  /**
   * After the pivot nothing compensates, so this says what happens on expiry: the saga goes on (the payload may be missing; a signal that
   * is never sent makes a timer of it), or needs attention and keeps waiting.
   */
  waitFor<Name extends string, Payload, Expiry extends 'go-on' | 'ask', Unless = never, Collect extends number = never>(
    signal: Signal<Name, Payload>,
    options: Waiting<State> & Optional<State, Unless> & Collecting<State, Collect> & { onExpiry: Expiry },
  ): Committed<
    Input,
    Joined<State, Name, Perhaps<Unless, Came<Collect, Payload>> | (Expiry extends 'go-on' ? Missing<Collect> : never)>
  >;
  end(options?: {
    /**
     * The saga that carries out a cancel accepted after the pivot had begun; without it such a cancel is refused. Its commands must cope
     * with a pivot or retriable step that was refused or is in doubt: it does not wait for those.
     */
    onLateCancel?: (s: State & { readonly cancel: LateCancel }) => FollowUp;
    /**
     * The saga that continues the remaining work when an operator ends this one by hand, for work that was promised. Its commands must cope
     * with what this saga has done, or may still do.
     */
    onResolve?: (s: Start<Input>) => FollowUp;
  }): Definition<Input>;
}
/** A wait that collects always has a list, possibly empty. */
type Missing<Collect> = [Collect] extends [never] ? undefined : never;

/** A saga may also have no compensation at all: retriables from the start. */
export interface Opening<Input, State> extends Revocable<Input, State>, Pick<Committed<Input, State>, 'retriable'> {}
