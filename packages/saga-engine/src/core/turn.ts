import type { LateCancel } from './definition.js';
import type { Entry } from './journal.js';
import { groupEnd, isUndecided, pivotBegun, type Progress } from './progress.js';
import { mayHaveBeenSent, mayHaveHappened } from './sent-ahead.js';
import { leave } from './work.js';

type Turning = Entry & { readonly sent?: number };

/** Records a cancel request; the saga compensates if it still can. Returns what `turn` returns. */
export function cancel(progress: Progress, entry: Turning, { by, reason, detail }: LateCancel): Entry | undefined {
  // work ended by hand was left as it was: a cancel wants it undone
  progress.resolved = false;
  if (progress.followedUp && 'byHand' in progress.followedUp) delete progress.followedUp;
  progress.lateCancel ??= { by, reason, ...(detail === undefined ? {} : { detail }) };
  const turned = progress.failure || pivotBegun(progress) ? undefined : turnAt(progress, entry, reason, detail);
  // only now: they say which ways the saga took
  for (const step of progress.steps) delete step.abandoned;
  return turned;
}

/** Ends what has not been sent, and begins to compensate. */
function turnAt(progress: Progress, entry: Turning, reason: string, detail?: string): Entry | undefined {
  const here = progress.steps[progress.cursor];
  if (here && (here.status === 'waiting' || isUndecided(here))) leave(here, 'cancelled', entry.at);
  return turn(progress, entry, reason, detail);
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
  const sent = entry.sent ?? (inDoubt ? mayHaveBeenSent(progress) : groupEnd(steps, cursor));
  progress.sent = Math.max(sent, steps.findLastIndex(({ sentBefore }) => sentBefore) + 1);
  progress.failure = { step: here.step.name, reason, ...(detail === undefined ? {} : { detail }) };
  for (const [index, each] of steps.slice(0, progress.sent).entries()) {
    const { sentBefore, status } = each;
    // a restarted saga may have left out what it had sent
    const maybe = index < cursor ? sentBefore && status === 'skipped' : sentBefore || index < sent;
    if (maybe && mayHaveHappened(progress, index)) each.status = 'in-doubt';
  }
  return { ...entry, sent } as Entry;
}
