import type { Logger } from '@shop/common/logging/logger';
import { runEvery } from '@shop/common/service/run-every';
import { seconds } from '@shop/common/time';
import type { SagaRepository } from '../mongo/sagas.repository.js';
import type { Definition } from '../core/definition.js';
import type { EnginePorts } from '../core/ports.js';
import type { Registry } from '../core/registry.js';
import { carryOnBulk, type BulkWorkerParts } from './bulk-worker.js';
import type { PauseBoard } from './pauses.js';

interface Operating {
  readonly pauses: PauseBoard;
  readonly ports: EnginePorts;
  readonly sagas: SagaRepository;
  readonly bulk: BulkWorkerParts;
  readonly logger: Logger;
}

/**
 * Every second: reads the pauses, wakes sagas that rested for ended ones, and continues bulk operations. Returns the function that stops
 * it, which waits for the batch in progress.
 */
export function startOperating({ pauses, ports, sagas, bulk, logger }: Operating): () => Promise<void> {
  let stopping = false;
  const eachSecond = (what: string, work: () => Promise<void>) => runEvery(seconds(1), what, logger, work);
  const stops = [
    eachSecond('Reading the pauses of sagas', () => pauses.refresh()),
    eachSecond('Waking what was paused', () => pauses.wakeRested(ports, sagas)),
    eachSecond('A bulk operation', () => carryOnBulk(bulk, () => stopping)),
  ];
  return async () => {
    stopping = true;
    await Promise.all(stops.map((stop) => stop()));
  };
}

/** What can be paused: a pause with a wrong name would have no effect without any error. */
export interface Pausable {
  readonly types: readonly string[];
  readonly steps: readonly string[];
  readonly participants: readonly string[];
  /** The steps of one type. */
  stepsOf(type: string): readonly string[];
}

/** Every name that a pause may have: of sagas, steps, participants and the processes behind them (`processOf`, by participant). */
export function pausable({ all }: Registry, processOf: Readonly<Record<string, string>>): Pausable {
  const stepsIn = (definitions: readonly Definition[]) => [
    ...new Set(definitions.flatMap(({ steps }) => steps.flatMap(({ kind, name }) => (kind === 'wait' ? [] : [name])))),
  ];
  return {
    types: [...new Set(all.map(({ name }) => name))],
    steps: stepsIn(all),
    participants: [...new Set(Object.entries(processOf).flat())],
    stepsOf: (type) => stepsIn(all.filter(({ name }) => name === type)),
  };
}
