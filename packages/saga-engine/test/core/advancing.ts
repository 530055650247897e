import { advance } from '../../dist/core/advance.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import { memoryPorts, type Answering } from './memory.js';

export const begin = async (input: object = { city: 'oslo', preApproved: 'c1' }, overrides = {}) => {
  const world = memoryPorts(overrides);
  const calls = sagaCalls(world.ports);
  await calls.start({ saga: 'book-trip', id: 'o1', input });
  const run = (options = {}) => advance(world.ports, 'o1', options);
  return { ...world, calls, run, stored: () => world.journal.sagas.get('o1')! };
};
export const failing =
  (steps: Record<string, Answering>, otherwise: Answering): Answering =>
  (command, key) => {
    const [, step, undo] = key.split('.');
    return (steps[undo ? `${step}.undo` : (step ?? '')] ?? otherwise)(command, key);
  };
export const inDoubt: Answering = () => ({ type: 'in-doubt', error: 'unavailable' });
export const refusing =
  (reason: string): Answering =>
  () => ({ type: 'refused', reason });

export const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};
