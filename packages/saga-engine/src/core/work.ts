import { untilAnswered } from './retry.js';
import type { Entry, Phase } from './journal.js';
import { countOf, rowOf } from './lines.js';
import { FOLLOW_UP, type Progress, type StepProgress, type Work } from './progress.js';
import type { StepStatus } from './view.js';

/** Work that has not been tried. */
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

/** The start of the follow-up saga as a step: tried until it is done, like a step after the pivot. */
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

/** Records the answer that ends a step, or its undo. */
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

/** Ends a wait without its signal, or a step before it is decided whether it is left out. */
export function leave(here: StepProgress, status: 'expired' | 'cancelled', at: number): void {
  here.status = status;
  here.do.finishedAt = at;
}

/** Records an attempt without a usable answer. */
export function noteFailure(named: StepProgress | undefined, entry: Entry & { type: 'failed' }): void {
  if (!named) return;
  const work = named[entry.phase];
  work.attempts = entry.attempt;
  work.failures += countOf(entry);
  work.row += rowOf(entry);
  work.denied = entry.refused ?? false;
  work.restUntil = entry.retryAt;
  delete work.parked;
  delete work.parkedFor;
  delete work.pause;
  work.startedAt ??= entry.since ?? entry.startedAt;
  work.error = entry.error;
}

/** Lets everything that rests be tried at once, with backoff starting again from the beginning. */
export function clearBackoffs({ steps, followUp }: Progress): void {
  for (const work of [...steps, ...(followUp ? [followUp] : [])].flatMap(({ do: doing, undo }) => [doing, undo])) {
    clearBackoff(work);
    work.row = 0;
    work.parkedRow = 0;
  }
}

/** Lets it be tried at once. */
export function clearBackoff(work: Work): void {
  delete work.restUntil;
  delete work.parked;
  delete work.parkedFor;
  delete work.pause;
}

/** Its outcome is in doubt; if there is nothing to undo, it counts as undone. */
export function doubt(here: StepProgress): void {
  here.status = here.step.kind === 'undoable' && here.step.compensate === 'nothing' ? 'undone' : 'in-doubt';
}
