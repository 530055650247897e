import type { LateCancel } from './definition.js';
import type { Entry } from './journal.js';
import { isWayOpen } from './other-ways.js';
import { groupEnd, isUndecided, isWaitBehindPivot, pivotBegun, type Progress } from './progress.js';
import { mayHaveBeenSent } from './sent-ahead.js';
import { leave } from './work.js';

type Turning = Entry & { readonly sent?: number };

/** Records a cancel request; the saga compensates if it still can. Returns what `turn` returns. */
export function cancel(progress: Progress, entry: Turning, { by, reason, detail }: LateCancel): Entry | undefined {
  // work ended by hand was left as it was: a cancel wants it undone
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
 * Begins to compensate from the current step. A command in progress there has an outcome in doubt, and so have the commands that a run may
 * have sent ahead of the journal or together with it: all of them are undone as well. After a refusal nothing else was sent, because a
 * duplicate of the command is refused too. Returns the entry with the additional data to journal; undefined when there is none.
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

/** Whether the step at `index`, which may have been sent, may have taken effect. */
function mayHaveHappened(progress: Progress, index: number): boolean {
  const here = progress.steps[index]!;
  const { step, status } = here;
  if (step.kind === 'wait' || status === 'refused' || status === 'undone' || status === 'skipped') return false;
  if (step.kind === 'undoable' && step.insteadOf !== undefined && !isWayOpen(progress, index)) return false;
  return index < progress.sentBefore || !(status === 'cancelled' || isUndecided(here));
}
