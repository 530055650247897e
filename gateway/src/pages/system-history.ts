import type { Logger } from '@shop/common/logging/logger';
import { runEvery } from '@shop/common/service/run-every';
import { minutes } from '@shop/common/time';
import type { Json } from './system.js';

/** Between two samples, milliseconds. */
export const SAMPLE_MS = minutes(1);
export const SAMPLES = 60;

/** The fields of a sample that the health page draws: with all fields an hour would be megabytes. */
function drawn({ at, processes, queue, sagas, moneyAtRisk }: Json): Json {
  const { byState, oldestWaitingMs, overdueMs, latencyMs } = (sagas ?? {}) as Json;
  return {
    at,
    processes: (processes as Json[]).map(({ process, replica, breakers }) => ({ process, replica, breakers })),
    queue,
    sagas: sagas && { byState, oldestWaitingMs, overdueMs, latencyMs },
    moneyAtRisk,
  };
}

export interface SystemHistory {
  /** One sample a minute of the last hour, oldest first; fewer when this process has run for less. */
  samples(): readonly Json[];
  close(): Promise<void>;
}

/** Keeps the last hour of samples of `now` in memory, for display only; Prometheus has the lasting record. */
export function keepHistory(now: () => Promise<Json>, logger: Logger, everyMs = SAMPLE_MS): SystemHistory {
  let samples: Json[] = [];
  const close = runEvery(everyMs, 'Sampling the system for the health page', logger, async () => {
    samples = [...samples.slice(1 - SAMPLES), drawn(await now())];
  });
  return { samples: () => samples, close };
}
