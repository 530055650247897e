import type { EnginePorts } from './ports.js';

/** Operations with an effect outside the process: a test or an operator can inject a fault before and after each. */
export const CRASH_POINTS = [
  'orchestrator.journal-insert',
  'orchestrator.journal-append',
  'orchestrator.dispatch',
  'orchestrator.wake',
  'orchestrator.checkpoint',
  'orchestrator.bulk-batch',
  'orchestrator.intervene',
  'orchestrator.pause',
  'orchestrator.activate',
] as const;

/** Runs the work between the points before and after it; either may delay, throw or end the process. */
export type Around = <Result>(thing: (typeof CRASH_POINTS)[number], work: () => Promise<Result>) => Promise<Result>;

/** Without crash points. */
export const withoutFaults: Around = (_thing, work) => work();

/** The same ports with crash points around every external effect; a run's checkpoint passes its own in the worker. */
export function withCrashPoints(ports: EnginePorts, around: Around): EnginePorts {
  const { journal, queue, participants } = ports;
  return {
    ...ports,
    journal: {
      ...journal,
      insert: (saga) => around('orchestrator.journal-insert', () => journal.insert(saga)),
      append: (...args) => around('orchestrator.journal-append', () => journal.append(...args)),
    },
    queue: { ...queue, wake: (...args) => around('orchestrator.wake', () => queue.wake(...args)) },
    participants: { dispatch: (...args) => around('orchestrator.dispatch', () => participants.dispatch(...args)) },
  };
}
