import type Joi from 'joi';
import type { Labels } from './labels.js';
import type { Command } from './participant.js';
import type { RetryPolicy } from './retry.js';

/** Why a saga began to compensate: the step it stood at and a stable code such as NO_ROOM, TIMEOUT or FAILED. */
export interface Failure {
  readonly step: string;
  readonly reason: string;
  readonly detail?: string;
}

/** A cancel that came when it was too late to compensate. */
export interface LateCancel {
  readonly by: string;
  readonly reason: string;
  readonly detail?: string;
}

/** A saga to start once this one has completed. The id must be the same each time, so that it starts once. */
export interface FollowUp {
  readonly saga: string;
  readonly id: string;
  readonly input: unknown;
}

/** What a step's functions read: id, version, input, and replies and payloads by name. The builder types it. */
export type State = Readonly<Record<string, unknown>>;

interface Commanding {
  readonly name: string;
  /** The name of its reply in the state: the step's name in camel case. */
  readonly key: string;
  readonly command: (state: State) => Command;
  readonly retry: RetryPolicy;
  readonly attemptTimeout: number;
  /** Asked once, when the saga reaches the step, which is left out when it holds. */
  readonly unless?: (state: State) => unknown;
  /** The group of steps that are sent together; they follow one another in the definition. */
  readonly together?: string;
}

interface UndoableStep extends Commanding {
  readonly kind: 'undoable';
  readonly compensate: ((state: State) => Command) | 'nothing';
  /** The step behind it is another way, to be tried when this one is refused. */
  readonly hasOtherWay?: true;
  /** It is another way of the step before it: the key of the first way. */
  readonly insteadOf?: string;
}

interface ForwardStep extends Commanding {
  readonly kind: 'pivot' | 'retriable';
}

export interface WaitStep {
  readonly kind: 'wait';
  readonly name: string;
  readonly key: string;
  readonly within: number | ((state: State) => number);
  readonly unless?: (state: State) => unknown;
  readonly expires: string;
  /** How many different signals end it, Infinity for as many as come; the first one does when absent. */
  readonly collect?: number | ((state: State) => number);
  /** What happens when it runs out behind the pivot, from where the saga never compensates. Absent before the pivot. */
  readonly onExpiry?: 'go-on' | 'ask';
  /** What the signal's payload must be. */
  readonly payload?: Joi.Schema;
}

export type Step = UndoableStep | WaitStep | ForwardStep;
export type StepKind = Step['kind'];

/** What a saga is about: it, and whatever belongs to it, is found by this key. */
interface Correlation<Input = unknown> {
  /** What the key names, in one word such as `booking`: sagas of several types may be about one. */
  readonly kind: string;
  /** The key, from the input; the saga's own id when absent. */
  of?(input: Input): string;
}

/**
 * What of a saga's data may be shown to operators, in exports and in journals, as paths such as `rooms.price` (the price of each room).
 * What stands at the end of a path is shown, never what is below it: a field that is not named is hidden, also one that a later release
 * adds.
 */
export interface Shown {
  readonly input?: readonly string[];
  /** Of replies by their step, and of payloads by their signal. */
  readonly replies?: Readonly<Record<string, readonly string[]>>;
  /** What participants say in words: details of refusals and errors. Codes are always shown. */
  readonly words?: true;
}

/** One version of one saga, as the builder in saga.ts makes it. Immutable. */
export interface Definition<Input = unknown> {
  readonly name: string;
  readonly version: number;
  /** Milliseconds from the start by which the pivot must have begun. */
  readonly within?: number;
  readonly expires: string;
  readonly steps: readonly Step[];
  readonly onLateCancel?: (state: State) => FollowUp;
  readonly onResolve?: (state: State) => FollowUp;
  /** Inputs that the fingerprint is computed with, beside those that it makes up. */
  readonly examples?: readonly Input[];
  readonly correlation?: Correlation<Input>;
  /** How people are told of it, see labels.ts. */
  readonly labels?: Labels;
  /** What of it may be shown; everything else is hidden. */
  readonly shown?: Shown;
  /** Operators may start it, send it signals and cancel it by its type and JSON; without it only programs that may call the engine. */
  readonly forOperators?: true;
  /** It only stands in for one that is not here: sagas can be read by it and not be run. */
  readonly gone?: true;
  /**
   * What the input must be, checked when a saga is started from outside; without it only code that knows the type can start one. It may
   * change under a version: sagas under way have their input.
   */
  readonly input?: Joi.ObjectSchema<Input>;
}

/** The name of the group that the step is sent in, if it is. */
export const groupOf = (step: Step | undefined): string | undefined =>
  step && step.kind !== 'wait' ? step.together : undefined;

/** Whether a refusal of the step is followed by another way. */
export const hasOtherWay = (step: Step): boolean => step.kind === 'undoable' && step.hasOtherWay === true;

/** Whether the step is another way of the one before it. */
export const isOtherWay = (step: Step): boolean => step.kind === 'undoable' && step.insteadOf !== undefined;

/** The index of the first step from which there is no way back; the number of steps if there is none. */
export function pivotIndex(definition: Definition): number {
  const index = definition.steps.findIndex((step) => step.kind === 'pivot' || step.kind === 'retriable');
  return index < 0 ? definition.steps.length : index;
}
