import type { Progress, StepProgress } from './progress.js';

/**
 * What a saga that has begun to compensate undoes or has undone, last step first. Includes the steps whose outcome is in doubt. One that has
 * not undoes ways that are in doubt.
 */
export function undos(progress: Progress): StepProgress[] {
  if (!progress.failure && !progress.steps.some(isBackedOut)) return [];
  const all = progress.failure ? progress.steps.slice(0, progress.sent).reverse() : progress.steps;
  return all.filter((here) => isUndoable(here) && (progress.failure ? mayHaveHappened(here) : isBackedOut(here)));
}

const isUndoable = ({ step }: StepProgress): boolean => step.kind === 'undoable' && step.compensate !== 'nothing';

const mayHaveHappened = ({ status }: StepProgress): boolean =>
  status !== 'refused' && status !== 'skipped' && status !== 'pending';

const isBackedOut = ({ status }: StepProgress): boolean => status === 'in-doubt' || status === 'undone';

/** What is still to be undone, last step first. */
export const undosLeft = (progress: Progress): StepProgress[] =>
  undos(progress).filter(({ status, abandoned }) => status !== 'undone' && !abandoned);
