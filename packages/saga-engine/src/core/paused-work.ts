import type { Phase } from './journal.js';
import { wayInDoubt } from './other-ways.js';
import type { Progress } from './progress.js';
import { undosLeft } from './undos.js';

/** The parts of the saga that an operator's pause currently holds back. */
export function pausedWork(progress: Progress): { step: string; phase: Phase; pause: string }[] {
  const phase = progress.failure || wayInDoubt(progress) ? 'undo' : 'do';
  const open = progress.failure ? undosLeft(progress) : progress.steps.slice(progress.cursor, progress.cursor + 1);
  return open.flatMap(({ step, [phase]: { pause } }) =>
    pause === undefined ? [] : [{ step: step.name, phase, pause }],
  );
}
