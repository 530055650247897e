import type { Phase } from './journal.js';

/** The idempotency key of a command: the same for each attempt. */
export const commandKey = (sagaId: string, step: string, phase: Phase): string =>
  `${sagaId}.${step}${phase === 'undo' ? '.undo' : ''}`;

/** The step and phase of a command, from its key. */
export function workOf(key: string, sagaId: string): { step: string; phase: Phase } {
  const [step = '', undo] = key.slice(sagaId.length + 1).split('.');
  return { step, phase: undo ? 'undo' : 'do' };
}
