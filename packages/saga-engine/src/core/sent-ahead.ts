import { atOnce } from './answers.js';
import { hasOtherWay, type Definition, type Step, type WaitStep } from './definition.js';
import type { Entry } from './journal.js';
import { groupEnd, stateFor, type Progress, type StepProgress } from './progress.js';

/**
 * How many of the steps a run that is ahead of the journal may have sent: from the cursor every undoable step, up to the pivot, a wait that
 * cannot have been passed, or a line that must be written before more is sent (see `mustBeWritten`).
 */
export function mayHaveBeenSent(progress: Progress): number {
  const { steps, cursor } = progress;
  let index = cursor;
  for (; index < steps.length; index++) {
    const here = steps[index]!;
    const { step } = here;
    if (step.kind !== 'undoable') {
      if (mayBePassed(progress, step)) continue;
      break;
    }
    if (isToBeDecided(here) || (index > cursor && steps.slice(index, groupEnd(steps, index)).some(isToBeDecided)))
      break;
    if (step.hasOtherWay) {
      index += 1;
      break;
    }
  }
  return Math.max(index, groupEnd(steps, cursor));
}

const isToBeDecided = ({ step, decided }: StepProgress): boolean =>
  step.kind !== 'wait' && step.unless !== undefined && !decided;

const mayBePassed = (progress: Progress, step: Step): boolean =>
  step.kind === 'wait' && (progress.signals.has(step.name) || isPassedOver(progress, step) !== false);

/** Whether the step will be left out; undefined while that depends on a reply that does not exist yet. */
export function isPassedOver(progress: Progress, { unless }: WaitStep): boolean | undefined {
  try {
    return Boolean(atOnce('unless', unless?.(stateFor(progress))));
  } catch {
    return undefined;
  }
}

/**
 * Whether the line must be in the journal before a later step is sent: a refused step, or one in doubt, is followed by another way, and a
 * step that was left out must never count as sent.
 */
export const mustBeWritten = ({ steps }: Definition, { step: name, waits }: Entry & { step: string }): boolean =>
  steps.some(
    (step) =>
      step.kind !== 'wait' &&
      ((step.name === name && hasOtherWay(step)) || waits?.some((decided) => decided.step === step.name)),
  );
