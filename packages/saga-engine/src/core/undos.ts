import type { Progress, StepProgress } from './progress.js';

/**
 * The steps that a compensating saga undoes or has undone, last step first, including those whose outcome is in doubt. For a saga that does
 * not compensate: its ways that are in doubt.
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

/** The remaining steps to undo, last step first. */
export const undosLeft = (progress: Progress): StepProgress[] =>
  undos(progress).filter(({ status, abandoned }) => status !== 'undone' && !abandoned);
