import type { Phase } from './journal.js';

/** What a participant knows a command by: the same at each attempt. */
export const commandKey = (sagaId: string, step: string, phase: Phase): string =>
  `${sagaId}.${step}${phase === 'undo' ? '.undo' : ''}`;

/** The step and phase of a command by its key. */
export function workOf(key: string, sagaId: string): { step: string; phase: Phase } {
  const [step = '', undo] = key.slice(sagaId.length + 1).split('.');
  return { step, phase: undo ? 'undo' : 'do' };
}
