import { untilAnswered } from './retry.js';
import type { Entry, Phase } from './journal.js';
import { countOf, rowOf } from './lines.js';
import { FOLLOW_UP, type Progress, type StepProgress, type Work } from './progress.js';
import type { StepStatus } from './view.js';

/** Work of which nothing has been done. */
export const untried = (): Work => ({
  attempts: 0,
  failures: 0,
  parks: 0,
  row: 0,
  parkedRow: 0,
  denied: false,
  startedAt: null,
  finishedAt: null,
});

/** What it is like to start the follow-up saga: tried until it is done, as a step behind the pivot is. */
export const followUpWork = (): StepProgress => ({
  step: starting,
  status: 'running',
  do: untried(),
  undo: untried(),
});
const starting = {
  kind: 'retriable',
  name: FOLLOW_UP,
  key: 'followUp',
  command: () => ({ participant: 'sagas', method: 'start', request: {} }),
  attemptTimeout: 0,
  retry: untilAnswered,
} as const;

/** Notes the answer that ends a step, or its undo. */
export function finish(
  here: StepProgress,
  status: StepStatus,
  { at, startedAt, attempt }: { at: number; startedAt: number; attempt: number },
  phase: Phase = 'do',
): void {
  here.status = status;
  const since = here[phase].startedAt ?? startedAt;
  here[phase] = { ...untried(), attempts: attempt, startedAt: since, finishedAt: at };
}

/** A wait ends without its signal, or a step before it is known whether it is left out. */
export function leave(here: StepProgress, status: 'expired' | 'cancelled', at: number): void {
  here.status = status;
  here.do.finishedAt = at;
}

/** Notes an attempt without a usable answer. */
export function noteFailure(named: StepProgress | undefined, entry: Entry & { type: 'failed' }): void {
  if (!named) return;
  const work = named[entry.phase];
  work.attempts = entry.attempt;
  work.failures += countOf(entry);
  work.row += rowOf(entry);
  work.denied = entry.refused ?? false;
  work.restUntil = entry.retryAt;
  delete work.parked;
  delete work.pause;
  work.startedAt ??= entry.since ?? entry.startedAt;
  work.error = entry.error;
}

/** Everything that rests is tried at once, and rests from then on as if it had not failed. */
export function clearBackoffs({ steps, followUp }: Progress): void {
  for (const work of [...steps, ...(followUp ? [followUp] : [])].flatMap(({ do: doing, undo }) => [doing, undo])) {
    clearBackoff(work);
    work.row = 0;
    work.parkedRow = 0;
  }
}

/** It is tried at once. */
export function clearBackoff(work: Work): void {
  delete work.restUntil;
  delete work.parked;
  delete work.pause;
}

/** Its outcome is in doubt; where there is nothing to undo, that is as good as undone. */
export function doubt(here: StepProgress): void {
  here.status = here.step.kind === 'undoable' && here.step.compensate === 'nothing' ? 'undone' : 'in-doubt';
}
