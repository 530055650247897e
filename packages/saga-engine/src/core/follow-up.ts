import { needsAttention } from './attention.js';
import type { FollowUp, State } from './definition.js';
import { ended, isWaitBehindPivot, type Progress } from './progress.js';
import { undosLeft } from './undos.js';

/** What names the saga that is to be started now to follow this one; undefined when none is. */
export function followUpDue(progress: Progress): ((state: State) => FollowUp) | undefined {
  const { lateCancel, followedUp, definition, resolved } = progress;
  const { onLateCancel, onResolve } = definition;
  if (followedUp) return undefined;
  if (lateCancel && onLateCancel) return isUndoneByAnother(progress) ? onLateCancel : undefined;
  return resolved && progress.cursor < progress.steps.length ? onResolve : undefined;
}

/**
 * Whether a cancel that was accepted is another saga's to carry out: everything is done, or someone resolved the saga by hand, or it
 * stands at a step that was refused, or failed so often that it may never be answered. The follow-up undoes either outcome. A saga
 * that has begun to compensate undoes by itself what it did, unless somebody ended that by hand.
 */
function isUndoneByAnother(progress: Progress): boolean {
  const { failure, definition, resolved } = progress;
  if (failure) {
    const left = undosLeft(progress).length > 0;
    return left ? resolved : progress.steps.some(({ abandoned }) => abandoned);
  }
  const here = progress.steps[progress.cursor];
  // at a wait behind the pivot nothing is under way
  return resolved || !here || definition.gone === true || needsAttention(here) || isWaitBehindPivot(here);
}

/** Whether nothing is left to do. */
export const over = (progress: Progress): boolean => ended(progress) && followUpDue(progress) === undefined;
