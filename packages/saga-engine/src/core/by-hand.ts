import { hasOtherWay } from './definition.js';
import type { Entry } from './journal.js';
import { followUpDue } from './follow-up.js';
import { isBeingUndone, isPassed } from './other-ways.js';
import { collected, isUndecided, isWaitBehindPivot, type Progress, type StepProgress } from './progress.js';
import { mayHaveBeenSent, mayHaveHappened } from './sent-ahead.js';
import { turn } from './turn.js';
import { doubt, finish, followUpWork, leave, untried } from './work.js';

/**
 * Applies an operator's outcome of the step. A forced refusal that may be wrong undoes this step as well; from the pivot on the follow-up
 * saga undoes either outcome, and without one the saga ends as it is.
 */
export function force(
  progress: Progress,
  here: StepProgress | undefined,
  entry: Entry & { type: 'forced' },
): Entry | undefined {
  if (!here || (entry.phase === 'undo') !== isBeingUndone(progress, here)) return;
  const { by, reason, at, phase, outcome, known } = entry;
  const { step } = here;
  const { kind } = step;
  const facts = { at, startedAt: at, attempt: here[phase].attempts };
  if (outcome === 'done') {
    finish(here, phase === 'undo' ? 'undone' : 'done', facts, phase);
    if (phase === 'undo') return;
    here.reply = entry.reply;
    if (here.step.kind === 'wait') acceptByHand(progress, here, entry.reply);
    return;
  }
  if (phase === 'undo') {
    here.abandoned = true;
    return;
  }
  if (kind === 'wait' && step.onExpiry === 'go-on') {
    leave(here, 'expired', at);
    if (step.collect !== undefined) here.reply = collected(progress, step).map(({ payload }) => payload);
    return;
  }
  if (
    kind === 'retriable' ||
    isWaitBehindPivot(here) ||
    (kind === 'pivot' && !known && progress.definition.onLateCancel)
  ) {
    if (!progress.definition.onLateCancel) progress.resolved = true;
    progress.lateCancel ??= { by, reason: 'ADMIN_CANCELLED', detail: reason };
    here.do.denied = true;
    return;
  }
  if (kind === 'wait') leave(here, 'expired', at);
  else if (known) finish(here, 'refused', facts);
  else if (isUndecided(here)) leave(here, 'cancelled', at);
  else if (hasOtherWay(step)) doubt(here);
  else here.status = 'in-doubt';
  if (hasOtherWay(step) && here.status !== 'cancelled') return;
  return turn(progress, entry, 'ADMIN_CANCELLED', reason);
}

/** The operator's reply counts as the signal; for a wait that collects, it replaces all signals. */
function acceptByHand(progress: Progress, here: StepProgress, reply: unknown): void {
  const { step } = here;
  if (step.kind === 'wait' && step.collect === undefined) progress.signals.set(step.name, { payload: reply });
}

/**
 * Applies an operator's outcome of the follow-up: its work was done by hand, or will never be done. The latter drops the cancel that
 * requested it; a saga with nothing else left then counts as resolved, so that a later cancel reopens it.
 */
export function forceFollowUp(progress: Progress, { outcome }: Entry & { type: 'forced' }): undefined {
  if (!followUpDue(progress)) return;
  if (outcome === 'done' || !progress.definition.onLateCancel) {
    progress.followedUp = { byHand: true };
    return;
  }
  delete progress.lateCancel;
  delete progress.followUp;
  progress.resolved ||= progress.cursor >= progress.steps.length;
}

/**
 * Applies an operator's restart: the saga continues from an earlier step, or tries the step or undo again. Returns the entry with the
 * additional data to journal; undefined when there is none.
 */
export function restart(
  progress: Progress,
  named: StepProgress,
  entry: Entry & { type: 'restarted' },
): Entry | undefined {
  const { phase, at } = entry;
  if (named === progress.followUp) {
    progress.followUp = followUpWork();
    return;
  }
  if ((phase === 'undo') !== isBeingUndone(progress, named)) return;
  const { steps, cursor } = progress;
  const index = steps.indexOf(named);
  if (phase === 'undo') {
    named.undo = { ...untried(), startedAt: named.undo.startedAt };
    delete named.abandoned;
  } else if (index === cursor) named.do = { ...untried(), startedAt: named.do.startedAt };
  else if (index >= 0 && index < cursor) {
    const sent = entry.sent ?? mayHaveBeenSent(progress);
    for (const [place, each] of steps.slice(0, sent).entries())
      if (mayHaveHappened(progress, place)) each.sentBefore = true;
    for (const each of steps.slice(index)) if (!isSpent(each)) reset(each);
    progress.cursor = index;
    progress.reachedAt = at;
    return { ...entry, sent };
  }
}

/** A way that was refused, is undone or may be being undone stays so: its participant would refuse it, or answer what was undone. */
const isSpent = (here: StepProgress): boolean =>
  here.status === 'in-doubt' ||
  (here.status !== 'done' && here.status !== 'skipped' && here.step.kind !== 'wait' && isPassed(here));

function reset(here: StepProgress): void {
  Object.assign(here, { status: 'pending', do: untried() });
  delete here.decided;
  delete here.until;
  delete here.collect;
}
