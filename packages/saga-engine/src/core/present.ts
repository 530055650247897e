import { isOtherWay, type Definition, type StepKind } from './definition.js';
import type { Entry, Event, Phase } from './journal.js';
import { labelBook } from './label-book.js';
import type { StepLabel, Text } from './labels.js';
import { ended, FOLLOW_UP } from './progress.js';
import { describeSituation } from './situation.js';
import { NOTES, type ShownState } from './step-notes.js';
import { named, describeEvent, describeRest, type DescribedEvent } from './describe-event.js';
import { timelineOf, type Part } from './timeline.js';
import type { SagaView, StepStatus, StepView } from './view.js';

/** A step as people see it: without errors, commands and replies. Times are epoch milliseconds. */
export interface ShownStep {
  readonly name: string;
  readonly kind: StepKind;
  readonly label: Text;
  readonly does?: Text;
  readonly undo?: Text;
  readonly state: ShownState;
  /** Its state, in a few words. */
  readonly note: Text;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** A saga as people see it. */
export interface ShownSaga {
  readonly type: string;
  readonly label: Text;
  readonly steps: readonly ShownStep[];
}

/** A step or undo that an operator can force or restart. */
interface OpenWork {
  readonly step: string;
  readonly phase: Phase;
  readonly label: Text;
}

/** Converts sagas into their displayed form for pages, jobs, exports, metrics and diagrams. Pure. */
export interface Presenter {
  saga(saga: SagaView): ShownSaga;
  /** A saga that has not begun: every step is still to come. */
  plan(definition: Definition): ShownSaga;
  describe(type: string, event: Event & { readonly at: number }): DescribedEvent;
  /** Why a saga rests, or that it has ended; `place` names the participant that has no place for its next command. */
  rest(saga: SagaView, place?: string): Text;
  /** The current situation of a saga and what happens next, for operators. */
  situation(saga: SagaView): Text;
  timeline(saga: SagaView, journal: readonly Entry[]): ReadonlyMap<string, readonly Part[]>;
  /** What can be forced or restarted: steps, or, once the saga compensates, the remaining undos. */
  open(saga: SagaView): readonly OpenWork[];
  /** The label of a saga type; derived from its name if it has none. */
  type(type: string): Text;
  /** A step's name, by which operators address it, with its label. */
  named(type: string, step: string): Text;
  /** What a pause holds back. */
  paused(pause: Paused): Text;
}

/** A type of saga, a step or a participant, or two of them together. */
interface Paused {
  readonly type?: string;
  readonly step?: string;
  readonly participant?: string;
}

const STATES: Readonly<Record<StepStatus, ShownState>> = {
  pending: 'todo',
  running: 'now',
  waiting: 'waiting',
  done: 'done',
  skipped: 'skipped',
  refused: 'failed',
  'in-doubt': 'failed',
  expired: 'failed',
  cancelled: 'never',
  undoing: 'undoing',
  undone: 'undone',
};

function stateOf(saga: SagaView, { status, undo }: StepView): ShownState {
  if (undo?.status === 'pending' || undo?.status === 'failing') return 'undoing';
  if (status === 'pending' && (saga.failure || ended(saga))) return 'never';
  // a wait after the pivot, which the saga went on without
  if (status === 'expired' && !saga.failure) return 'skipped';
  // left open by an operator who ended the saga, or left to the saga that undoes it
  if (ended(saga) && (status === 'running' || status === 'waiting' || status === 'undoing')) return 'failed';
  return STATES[status];
}

/** The presenter for sagas of these definitions; for others it shows what follows from their stored data. */
export function presenter(definitions: readonly Definition[]): Presenter {
  const labels = labelBook(definitions);
  const shown = (type: string, step: Pick<StepView, 'name' | 'kind' | 'startedAt' | 'finishedAt'>) => {
    const { name, does, undo } = labels.step(type, step.name);
    const { kind, startedAt, finishedAt } = step;
    const words = { label: name, ...(does ? { does } : {}), ...(undo ? { undo } : {}) };
    return { name: step.name, kind, ...words, startedAt, finishedAt };
  };
  const noteOf = (saga: SagaView, step: StepView, state: ShownState): Text => {
    const own: Partial<StepLabel> = labels.step(saga.type, step.name);
    if (step.status === 'expired' && state === 'skipped') return NOTES.ranOut;
    const reason = saga.failure?.step === step.name ? labels.reason(saga.type, saga.failure.reason) : undefined;
    if (state === 'failed' && reason && step.status === 'refused')
      return { en: `refused: ${reason.en}`, ko: `거절: ${reason.ko}` };
    if (state === 'failed' && reason) return reason;
    const hasOwn = state === 'now' || state === 'waiting' || state === 'done' || state === 'undone';
    return (hasOwn ? own[state] : undefined) ?? (step.status === 'refused' ? NOTES.refused : NOTES[state]);
  };
  return {
    saga: (saga) => ({
      type: saga.type,
      label: labels.saga(saga.type),
      steps: saga.steps.map((step) => {
        const state = stateOf(saga, step);
        return { ...shown(saga.type, step), state, note: noteOf(saga, step, state) };
      }),
    }),
    plan: ({ name: type, steps }) => ({
      type,
      label: labels.saga(type),
      steps: steps.map((step) => ({
        ...shown(type, { name: step.name, kind: step.kind, startedAt: null, finishedAt: null }),
        state: 'todo',
        note: isOtherWay(step) ? NOTES.otherWay : NOTES.todo,
      })),
    }),
    type: (type) => labels.saga(type),
    describe: (type, event) => describeEvent(labels, type, event),
    rest: (saga, place) => describeRest(labels, saga, place),
    situation: (saga) => describeSituation(labels, saga),
    timeline: timelineOf,
    open: ({ type, failure, steps, waiting }) => [
      ...steps.flatMap(({ name, undo }): OpenWork[] => {
        const { en, ko } = named(labels, type, name);
        if (!failure) return [{ step: name, phase: 'do', label: { en, ko } }];
        const left = undo && undo.status !== 'done';
        return left ? [{ step: name, phase: 'undo', label: { en: `undo of ${en}`, ko: `${ko} 되돌리기` } }] : [];
      }),
      ...(!failure && waiting?.step === FOLLOW_UP
        ? [{ step: FOLLOW_UP, phase: 'do' as const, label: START_FOLLOW_UP }]
        : []),
    ],
    named: (type, step) => named(labels, type, step),
    paused({ type, step, participant }) {
      const of = type ?? definitions.find(({ steps }) => steps.some(({ name }) => name === step))?.name ?? '';
      const parts: Text[] = [
        ...(type === undefined ? [] : [labels.saga(type)]),
        ...(step === undefined ? [] : [named(labels, of, step)]),
        ...(participant === undefined ? [] : [{ en: participant, ko: participant }]),
      ];
      return { en: parts.map(({ en }) => en).join(' / '), ko: parts.map(({ ko }) => ko).join(' / ') };
    },
  };
}

const START_FOLLOW_UP: Text = {
  en: 'follow-up (the saga that undoes this one)',
  ko: 'follow-up (이 사가를 되돌리는 사가)',
};
