import type { SagaState } from './journal.js';
import type { EnginePorts, Priority, Sleeper, Wake } from './ports.js';

/** The priority of a saga in this state. */
const priorityOf = (state: SagaState): Priority => (state === 'COMPENSATING' ? 'compensation' : 'progress');

/** Wakes a saga. When it cannot be queued, that is reported and the sweep wakes it later: nothing is lost. */
export async function wake(
  ports: EnginePorts,
  { id, type, state, next, input }: Sleeper,
  { priority = priorityOf(state), ...rest }: Pick<Wake, 'why' | 'at'> & { priority?: Priority },
): Promise<void> {
  const owner = ports.ownerOf?.(input);
  const about = next ? `${type} ${next}` : type;
  try {
    await ports.queue.wake(id, { priority, about, ...rest, ...(owner === undefined ? {} : { owner }) });
  } catch (error) {
    ports.report(error, { saga: id, doing: 'wake' });
  }
}
