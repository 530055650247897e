import { pivotIndex, type Definition } from './definition.js';
import type { Event, Phase } from './journal.js';
import { missingInReply } from './missing-in-reply.js';
import { followUpDue } from './follow-up.js';
import { isPassed, wayInDoubt } from './other-ways.js';
import { FOLLOW_UP, isUndecided, isWaitBehindPivot, type Progress, type StepProgress } from './progress.js';
import { undosLeft } from './undos.js';
import { OperationInvalid, OperationRefused } from './refusals.js';
import { assertStorableReply } from './storable.js';
import { followUpWork } from './work.js';

/** A step, the operator and the reason. */
export interface RestartRequest {
  readonly step: string;
  /**
   * Whether the step's command or its undo is meant; STEP_NOT_OPEN when the saga is not in that phase. Default: the saga's current phase,
   * the undo once it compensates.
   */
  readonly phase?: Phase;
  readonly by: string;
  readonly reason: string;
  /** The operator confirms that it may break conservation. */
  readonly confirm?: boolean;
  readonly bulk?: string;
}

/** The outcome that an operator forces for a step or its undo: done (a step with this reply), or refused. */
export interface ForceRequest extends RestartRequest {
  readonly outcome: 'done' | 'refused';
  readonly reply?: unknown;
}

/**
 * Limits of one saga; each intervention adds to its journal, which is one document with the saga. The limit of forced outcomes is higher,
 * so that a saga that was restarted too often can still be ended.
 */
const MOST_RESTARTS = 100;
const MOST_FORCED = 2 * MOST_RESTARTS;

/** The event of a forced outcome. Throws OperationRefused and OperationInvalid. Not for a saga with nothing left to do. */
export function judgeForce(
  progress: Progress,
  journal: readonly Event[],
  definition: Definition,
  wish: ForceRequest,
): Event {
  const { step, outcome, by, reason, confirm, bulk } = wish;
  assertRoom(journal, MOST_FORCED);
  const here = named(progress, step);
  assertPhase(progress, wish);
  const phase = phaseOf(progress);
  if (progress.failure) assertUndoLeft(progress, here);
  else if (!isFollowUp(here) && here !== progress.steps[progress.cursor])
    throw notOpen(`${step} is ${here.status}; ${standsAt(progress)}.`);
  const reply = phase === 'do' && outcome === 'done' && !isFollowUp(here) ? (wish.reply ?? {}) : undefined;
  if (reply !== undefined) assertStorableReply(step, reply);
  const missing = reply === undefined ? [] : missingInReply(progress, definition, here, reply);
  if (missing.length > 0)
    throw new OperationInvalid('reply', `Later steps read ${missing.join(', ')} from the reply of ${step}; name it.`);
  const known = phase === 'do' && cannotHaveHappened(here);
  const danger = dangerOf(progress, here, outcome, known);
  if (danger && !confirm)
    throw new OperationRefused('WOULD_BREAK_CONSERVATION', `${danger} Look there first, or send confirm: true.`);
  return {
    type: 'forced',
    step,
    phase,
    outcome,
    by,
    reason,
    ...(reply === undefined ? {} : { reply }),
    ...(known && outcome === 'refused' ? { known } : {}),
    ...(danger ? { confirmed: true as const } : {}),
    ...(bulk === undefined ? {} : { bulk }),
  };
}

/** The event of a restart. Throws OperationRefused and OperationInvalid. Not for a saga with nothing left to do. */
export function judgeRestart(progress: Progress, journal: readonly Event[], wish: RestartRequest): Event {
  const { step, by, reason, bulk } = wish;
  assertRoom(journal, MOST_RESTARTS);
  const here = named(progress, step);
  assertPhase(progress, wish);
  const event = { type: 'restarted', step, by, reason, ...(bulk === undefined ? {} : { bulk }) } as const;
  if (progress.failure) {
    assertUndoLeft(progress, here, true);
    return { ...event, phase: 'undo' };
  }
  if (here === wayInDoubt(progress)) return { ...event, phase: 'undo' };
  if (isFollowUp(here)) return { ...event, phase: 'do' };
  const index = progress.steps.indexOf(here);
  const pivot = pivotIndex(progress.definition);
  if (index > progress.cursor) throw notOpen(`${step} has not been reached; ${standsAt(progress)}.`);
  if (index < progress.cursor && here.step.kind !== 'wait' && here.status !== 'done' && isPassed(here))
    throw notOpen(
      here.status === 'skipped'
        ? `${step} was left out; restart a step that was sent.`
        : `${step} was given up for another way; restart ${progress.steps[index + 1]!.step.name} or later.`,
    );
  if (here.step.kind === 'wait' && here.status !== 'running')
    throw notOpen(`${step} is a wait, which sends nothing; restart a step.`);
  if (index < pivot && progress.cursor >= pivot)
    throw notOpen(
      `${step} is before the pivot, which has begun; restart ${progress.steps[pivot]!.step.name} or later.`,
    );
  return { ...event, phase: 'do' };
}

function assertRoom(journal: readonly Event[], most: number): void {
  const before = journal.filter(({ type }) => type === 'restarted' || type === 'forced').length;
  if (before < most) return;
  throw notOpen(
    `Steps of this saga were restarted or forced ${before} times, which is all that its journal keeps; ` +
      (before < MOST_FORCED ? 'force the outcome of the step, or resolve the saga.' : 'resolve the saga.'),
  );
}

const notOpen = (message: string) => new OperationRefused('STEP_NOT_OPEN', message);

const standsAt = ({ steps, cursor }: Progress): string =>
  cursor < steps.length ? `the saga stands at ${steps[cursor]!.step.name}` : 'every step is done';

const isFollowUp = ({ step }: StepProgress): boolean => step.name === FOLLOW_UP;

function named(progress: Progress, name: string): StepProgress {
  const { steps, definition } = progress;
  if (name === FOLLOW_UP && (definition.onLateCancel ?? definition.onResolve)) {
    if (followUpDue(progress)) return progress.followUp ?? followUpWork();
    throw notOpen('No saga that follows this one is to be started now.');
  }
  const found = steps.find(({ step }) => step.name === name);
  const all = steps.map(({ step }) => step.name).join(', ');
  if (found && followUpDue(progress))
    throw notOpen(`The saga that follows this one is being started; only the step ${FOLLOW_UP} can be changed.`);
  if (!found) throw new OperationInvalid('step', `${definition.name} has no step ${name.slice(0, 64)}: it has ${all}.`);
  return found;
}

/** The saga's current phase: undo once it compensates, and while a way in doubt is undone. */
const phaseOf = (progress: Progress): Phase => (progress.failure || wayInDoubt(progress) ? 'undo' : 'do');

function assertPhase(progress: Progress, { step, phase }: RestartRequest): void {
  if (phase === undefined || phase === phaseOf(progress)) return;
  if (!progress.failure && phase === 'do')
    throw notOpen(`The outcome of ${step} is in doubt, so it is undone before another way is tried; name phase: undo.`);
  throw notOpen(
    phase === 'do'
      ? `The saga compensates, so ${step} can only be undone now; its undo is named by phase: undo.`
      : `The saga does not compensate, so ${step} is not being undone; ${standsAt(progress)}.`,
  );
}

function assertUndoLeft(progress: Progress, here: StepProgress, alsoAbandoned = false): void {
  const left = undosLeft(progress);
  if (left.includes(here) || (alsoAbandoned && here.abandoned)) return;
  const names = left.map(({ step }) => step.name).join(', ');
  throw notOpen(`The saga compensates and ${here.step.name} is not to be undone; still to be undone: ${names}.`);
}

/** Whether the step cannot have taken effect: it is a wait, or not sent yet, or its last answer was a refusal. The pivot's ends the saga. */
function cannotHaveHappened(here: StepProgress): boolean {
  const { step, status, do: work } = here;
  if (step.kind === 'wait') return status === 'waiting' || status === 'running';
  if (isUndecided(here)) return !here.sentBefore;
  return step.kind !== 'pivot' && work.denied && work.restUntil !== undefined;
}

/** Whether the step was never sent according to the journal. A run that died may have sent it all the same, so it must be undone. */
const seemsUnsent = ({ step, do: work }: StepProgress): boolean =>
  step.kind === 'undoable' && work.attempts === 0 && work.restUntil !== undefined;

/** A sentence about what might be lost or duplicated by it; undefined when nothing can. */
function dangerOf(
  progress: Progress,
  here: StepProgress,
  outcome: 'done' | 'refused',
  known: boolean,
): string | undefined {
  const { failure, definition } = progress;
  const { step } = here;
  const { name } = step;
  if (isFollowUp(here))
    return outcome === 'done'
      ? 'No saga has carried out the cancel that was accepted.'
      : 'A cancel was accepted, and what this saga did would never be undone.';
  if (phaseOf(progress) === 'undo' && !failure)
    return outcome === 'done'
      ? `Nobody has answered that ${name} is undone.`
      : `What ${name} did would stay, beside the other way.`;
  if (failure)
    return outcome === 'done'
      ? `Nobody has answered that ${name} is undone.`
      : progress.lateCancel && definition.onLateCancel
        ? `A cancel was accepted: the saga that undoes this one would start what ${name} did again.`
        : `What ${name} did would never be undone.`;
  const movesNothing = step.kind === 'undoable' && step.compensate === 'nothing';
  if (outcome === 'done') return movesNothing ? undefined : `Nobody has answered that ${name} is done.`;
  if (step.kind === 'retriable' && definition.onResolve)
    return `What this saga does was promised: another one would start ${name} again. Only done ends it.`;
  if (step.kind === 'wait' && step.onExpiry === 'go-on') return undefined;
  if ((step.kind === 'retriable' || isWaitBehindPivot(here)) && !definition.onLateCancel)
    return `Nothing undoes what was done before ${name}.`;
  return known || movesNothing || seemsUnsent(here)
    ? undefined
    : `${name} may have been sent, and its outcome is not known.`;
}
