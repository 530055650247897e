import type { LateCancel } from './definition.js';
import type { Entry } from './journal.js';
import { isWayOpen } from './other-ways.js';
import { groupEnd, isUndecided, isWaitBehindPivot, pivotBegun, type Progress } from './progress.js';
import { mayHaveBeenSent } from './sent-ahead.js';
import { leave } from './work.js';

type Turning = Entry & { readonly sent?: number };

/** Notes that somebody wants the saga cancelled; it compensates if it still can. Answers what `turn` answers. */
export function cancel(progress: Progress, entry: Turning, { by, reason, detail }: LateCancel): Entry | undefined {
  // what was ended by hand was left as it stood: whoever cancels it wants it undone
  progress.resolved = false;
  if (progress.followedUp && 'byHand' in progress.followedUp) delete progress.followedUp;
  for (const step of progress.steps) delete step.abandoned;
  progress.lateCancel ??= { by, reason, ...(detail === undefined ? {} : { detail }) };
  if (progress.failure) return;
  const here = progress.steps[progress.cursor];
  if (here && !isWaitBehindPivot(here) && (here.status === 'waiting' || isUndecided(here)))
    leave(here, 'cancelled', entry.at);
  return pivotBegun(progress) ? undefined : turn(progress, entry, reason, detail);
}

/**
 * Begins to compensate from the current step. A command under way there has an outcome in doubt, and so has what a run may have sent
 * ahead of the journal, and together with it: all of it is undone as well. Behind a definite no nothing else was sent: a duplicate of it
 * hears no, too. Answers the entry with what is to be journalled beside it; undefined when that is nothing.
 */
export function turn(progress: Progress, entry: Turning, reason: string, detail?: string): Entry | undefined {
  const { cursor, steps } = progress;
  const here = steps[cursor];
  if (!here) return;
  const inDoubt = here.status === 'running' || here.status === 'in-doubt';
  const sent = inDoubt ? mayHaveBeenSent(progress) : groupEnd(steps, cursor);
  progress.sent = Math.max(entry.sent ?? sent, progress.sentBefore);
  progress.failure = { step: here.step.name, reason, ...(detail === undefined ? {} : { detail }) };
  for (let index = cursor; index < progress.sent; index++)
    if (mayHaveHappened(progress, index)) steps[index]!.status = 'in-doubt';
  const asked = inDoubt && steps.slice(cursor, progress.sent + 1).some(({ step }) => step.kind === 'wait');
  return asked ? ({ ...entry, sent: progress.sent } as Entry) : undefined;
}

/** Whether something may have come of the step at `index`, which may have been sent. */
function mayHaveHappened(progress: Progress, index: number): boolean {
  const here = progress.steps[index]!;
  const { step, status } = here;
  if (step.kind === 'wait' || status === 'refused' || status === 'undone' || status === 'skipped') return false;
  if (step.kind === 'undoable' && step.insteadOf !== undefined && !isWayOpen(progress, index)) return false;
  return index < progress.sentBefore || !(status === 'cancelled' || isUndecided(here));
}
