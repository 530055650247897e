import type { SagaState } from './journal.js';
import type { Knocked, Outside, Priority, Wake } from './outside.js';

/** The priority that a saga in this state has. */
const priorityOf = (state: SagaState): Priority => (state === 'COMPENSATING' ? 'compensation' : 'progress');

/** Knocks for a saga as it stands. When the queue cannot take it, that is reported and the sweep knocks later: nothing is lost. */
export async function wake(
  outside: Outside,
  { id, type, state, next }: Knocked,
  { priority = priorityOf(state), ...knock }: Pick<Wake, 'why' | 'at'> & { priority?: Priority },
): Promise<void> {
  try {
    await outside.queue.wake(id, { priority, about: next ? `${type} ${next}` : type, ...knock });
  } catch (error) {
    outside.report(error, { saga: id, doing: 'wake' });
  }
}
