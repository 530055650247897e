import { advance } from '../../dist/core/advance.js';
import { describe as viewOf } from '../../dist/core/describe.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import type { Event } from '../../dist/core/journal.js';
import { memoryPorts } from './memory.js';
import { failed, storyOf } from './story.js';

export const asked = { by: 'ann', reason: 'by hand' };

/** A stored saga with these events, and the operations on it. */
export function stored(events: readonly (Event & { at?: number })[], options: Parameters<typeof storyOf>[1] = {}) {
  const memory = memoryPorts();
  const saga = storyOf(events, options);
  memory.journal.sagas.set(saga.id, saga);
  const view = () => viewOf(memory.ports.registry.find(saga.type, saga.version)!, memory.journal.sagas.get(saga.id)!);
  return { ...memory, calls: sagaCalls(memory.ports), view, run: () => advance(memory.ports, saga.id) };
}
export const code = async (work: Promise<unknown>) =>
  work.then(
    () => 'accepted',
    (error: { code?: string; path?: string }) => error.code ?? error.path,
  );
export const doubt = (step: string) => ({ ...failed(step, 9_000), at: 0 });

export const restarted = (step: string): Event => ({ type: 'restarted', step, phase: 'do', ...asked });
export const forced = (step: string, more: object): Event =>
  ({ type: 'forced', step, phase: 'do', outcome: 'done', reply: {}, ...asked, ...more }) as Event;
