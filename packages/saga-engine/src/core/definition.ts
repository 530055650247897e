import type Joi from 'joi';
import type { Labels } from './labels.js';
import type { Command } from './participant.js';
import type { RetryPolicy } from './retry.js';

/** Why a saga began to compensate: its current step and a stable code such as NO_ROOM, TIMEOUT or FAILED. */
export interface Failure {
  readonly step: string;
  readonly reason: string;
  readonly detail?: string;
}

/** A cancel that came too late to compensate. */
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

/** The input of a step's functions: id, version, input, and replies and payloads by name. The builder types it. */
export type State = Readonly<Record<string, unknown>>;

interface Commanding {
  readonly name: string;
  /** The name of its reply in the state: the step's name in camel case. */
  readonly key: string;
  readonly command: (state: State) => Command;
  readonly retry: RetryPolicy;
  readonly attemptTimeout: number;
  /** Called once, when the saga reaches the step; the step is left out when it returns true. */
  readonly unless?: (state: State) => unknown;
  /** The group of steps that are sent together; they are adjacent in the definition. */
  readonly together?: string;
}

interface UndoableStep extends Commanding {
  readonly kind: 'undoable';
  readonly compensate: ((state: State) => Command) | 'nothing';
  /** The next step is another way, tried when this one is refused. */
  readonly hasOtherWay?: true;
  /** This step is another way of the step before it: the key of the first one. */
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
  /** The number of different signals that end it, Infinity for no limit; absent: the first one ends it. */
  readonly collect?: number | ((state: State) => number);
  /** What happens when it expires after the pivot, where the saga never compensates. Absent before the pivot. */
  readonly onExpiry?: 'go-on' | 'ask';
  /** The schema of the signal's payload. */
  readonly payload?: Joi.Schema;
}

export type Step = UndoableStep | WaitStep | ForwardStep;
export type StepKind = Step['kind'];

/** What a saga is about: the saga, and whatever belongs to it, is found by this key. */
interface Correlation<Input = unknown> {
  /** The kind of subject, in one word such as `booking`: sagas of several types may be about one. */
  readonly kind: string;
  /** The key, from the input; the saga's own id when absent. */
  of?(input: Input): string;
}

/**
 * The parts of a saga's data that may be shown to operators, in exports and in journals, as paths such as `rooms.price` (the price of each
 * room). The value at the end of a path is shown, never anything below it: fields that are not named are hidden, including fields that a
 * later release adds.
 */
export interface Shown {
  readonly input?: readonly string[];
  /** Paths in replies by step, and in payloads by signal. */
  readonly replies?: Readonly<Record<string, readonly string[]>>;
  /** Texts from participants: details of refusals and errors. Codes are always shown. */
  readonly words?: true;
}

/** One version of one saga, as built by saga.ts. Immutable. */
export interface Definition<Input = unknown> {
  readonly name: string;
  readonly version: number;
  /** Milliseconds from the start until which the pivot must have begun. */
  readonly within?: number;
  readonly expires: string;
  readonly steps: readonly Step[];
  readonly onLateCancel?: (state: State) => FollowUp;
  readonly onResolve?: (state: State) => FollowUp;
  /** Example inputs for the fingerprint, in addition to the generated ones. */
  readonly examples?: readonly Input[];
  readonly correlation?: Correlation<Input>;
  /** The texts for people, see labels.ts. */
  readonly labels?: Labels;
  /** What may be shown; everything else is hidden. */
  readonly shown?: Shown;
  /** Operators may start it, send it signals and cancel it by type and JSON; without it only programs that may call the engine. */
  readonly forOperators?: true;
  /** A substitute for a missing definition: its sagas can be read but not run. */
  readonly gone?: true;
  /**
   * The schema of the input, checked when a saga is started from outside; without it only code that knows the type can start one. It may
   * change within a version: running sagas already have their input.
   */
  readonly input?: Joi.ObjectSchema<Input>;
}

/** The name of the group that the step is sent in, if any. */
export const groupOf = (step: Step | undefined): string | undefined =>
  step && step.kind !== 'wait' ? step.together : undefined;

/** Whether the step has another way in case of a refusal. */
export const hasOtherWay = (step: Step): boolean => step.kind === 'undoable' && step.hasOtherWay === true;

/** Whether the step is another way of the one before it. */
export const isOtherWay = (step: Step): boolean => step.kind === 'undoable' && step.insteadOf !== undefined;

/** The index of the first step after which compensation is impossible; the number of steps if there is none. */
export function pivotIndex(definition: Definition): number {
  const index = definition.steps.findIndex((step) => step.kind === 'pivot' || step.kind === 'retriable');
  return index < 0 ? definition.steps.length : index;
}
