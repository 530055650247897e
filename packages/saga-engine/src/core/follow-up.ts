import { needsAttention } from './attention.js';
import type { FollowUp, State } from './definition.js';
import { ended, isWaitBehindPivot, type Progress } from './progress.js';
import { undosLeft } from './undos.js';

/** The definition's function for the follow-up saga that has to be started now; undefined when none has to be. */
export function followUpDue(progress: Progress): ((state: State) => FollowUp) | undefined {
  const { lateCancel, followedUp, definition, resolved } = progress;
  const { onLateCancel, onResolve } = definition;
  if (followedUp) return undefined;
  if (lateCancel && onLateCancel) return isUndoneByAnother(progress) ? onLateCancel : undefined;
  return resolved && progress.cursor < progress.steps.length ? onResolve : undefined;
}

/**
 * Whether an accepted cancel is left to another saga: everything is done, or an operator resolved the saga by hand, or its current step was
 * refused, or failed so often that it may never be answered. The follow-up undoes either outcome. A saga that has begun to compensate
 * undoes its own work, unless an operator ended that by hand.
 */
function isUndoneByAnother(progress: Progress): boolean {
  const { failure, definition, resolved } = progress;
  if (failure) {
    const left = undosLeft(progress).length > 0;
    return left ? resolved : progress.steps.some(({ abandoned }) => abandoned);
  }
  const here = progress.steps[progress.cursor];
  // at a wait after the pivot no command is in progress
  return resolved || !here || definition.gone === true || needsAttention(here) || isWaitBehindPivot(here);
}

/** Whether nothing is left to do. */
export const over = (progress: Progress): boolean => ended(progress) && followUpDue(progress) === undefined;
