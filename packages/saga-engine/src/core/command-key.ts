import type { Phase } from './journal.js';

/** No name of a step ends with it. */
export const UNDO = '.undo';

/** The idempotency key of a command: the same for each attempt. */
export const commandKey = (sagaId: string, step: string, phase: Phase): string =>
  `${sagaId}.${step}${phase === 'undo' ? UNDO : ''}`;

/** The step and phase of a command, from its key. */
export function workOf(key: string, sagaId: string): { step: string; phase: Phase } {
  const work = key.slice(sagaId.length + 1);
  return work.endsWith(UNDO) ? { step: work.slice(0, -UNDO.length), phase: 'undo' } : { step: work, phase: 'do' };
}
