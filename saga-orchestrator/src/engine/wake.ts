import type { SagaState } from './journal.js';
import type { Outside, Priority, Wake } from './outside.js';

/** The priority that a saga in this state has. */
export const priorityOf = (state: SagaState): Priority => (state === 'COMPENSATING' ? 'compensation' : 'progress');

/** Knocks. When the queue cannot take it, that is reported and the sweep knocks later: nothing is lost. */
export async function wake(outside: Outside, id: string, knock: Wake): Promise<void> {
  try {
    await outside.reach('orchestrator.wake.before');
    await outside.queue.wake(id, knock);
    await outside.reach('orchestrator.wake.after');
  } catch (error) {
    outside.report(error, { saga: id, doing: 'wake' });
  }
}
