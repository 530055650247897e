import { hasOtherWay } from './definition.js';
import type { Progress, StepProgress } from './progress.js';

/** Whether this other way is to be tried, because the one before it was refused or undone. */
export const isWayOpen = ({ steps }: Progress, index: number): boolean => isOver(steps[index - 1]!);

/** Whether it was refused or undone, so that another way takes its place. */
const isOver = ({ step, status, abandoned }: StepProgress): boolean =>
  hasOtherWay(step) && (status === 'refused' || status === 'undone' || (status === 'in-doubt' && abandoned === true));

/** Whether the saga continues after it. */
export const isPassed = (here: StepProgress): boolean =>
  here.status === 'done' ||
  here.status === 'skipped' ||
  isOver(here) ||
  (here.status === 'expired' && here.step.kind === 'wait' && here.step.onExpiry !== undefined);

/** Whether the step's undo is what is carried out now: the saga compensates, or it is the way in doubt. */
export const isBeingUndone = (progress: Progress, here: StepProgress): boolean =>
  progress.failure !== undefined || here === wayInDoubt(progress);

/** The way in doubt that is undone before the next one is tried, while the saga has not begun to compensate. */
export function wayInDoubt({ failure, steps, cursor }: Progress): StepProgress | undefined {
  const here = failure ? undefined : steps[cursor];
  return here?.status === 'in-doubt' && !here.abandoned ? here : undefined;
}
