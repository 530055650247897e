import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import { seconds } from '@shop/common/time';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { EnginePorts } from '../core/ports.js';
import type { Places } from './places.js';
import { HandedBack } from './hand-back.js';
import { jobRows } from './job-row.js';
import { processor } from './process-job.js';
import { QUEUE_NAME, QUEUE_PREFIX, type JobData } from './sagas-queue.js';

export interface SagaWorker {
  /** Finishes the step in progress, returns the other jobs to the queue, then closes. */
  close(): Promise<void>;
}

export interface WorkerOptions {
  readonly concurrency: number;
  /** The prefix of the queue, see openSagasQueue. */
  readonly prefix?: string;
  /** How long a job stays with a process that does not renew its lock, milliseconds (default 5 s). */
  readonly lockMs?: number;
  readonly logger: Logger;
  readonly faults: Faults;
  /** The maximum concurrent calls of each participant; no limit when absent. */
  readonly places?: Places;
  readonly handedBack?: HandedBack;
}

/** How often stalled jobs are looked for within the duration of a lock. */
const LOOKS = 5;

/** Runs the jobs of sagas: one job is one saga, which rests in the queue between two runs. */
export function startWorker(connection: Redis, ports: EnginePorts, options: WorkerOptions): SagaWorker {
  const { concurrency, prefix = QUEUE_PREFIX, lockMs = seconds(5), logger, faults, places } = options;
  const { handedBack = new HandedBack() } = options;
  let stopping = false;
  const rows = jobRows(connection, prefix);
  const worker: Worker<JobData> = new Worker<JobData>(
    QUEUE_NAME,
    processor(ports, { rows, faults, logger, places, handedBack, stopping: () => stopping }),
    {
      connection,
      prefix,
      concurrency,
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / LOOKS),
      // a job lasts as long as its saga, however many processes die while running it
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      drainDelay: 5,
    },
  );
  worker.on('error', (error) => logger.warn('The worker of sagas failed', { error }));
  worker.on('failed', (job, error) =>
    logger.warn('A job failed after its saga had ended', { sagaId: job?.data.sagaId, error }),
  );
  worker.on('stalled', (jobId) => logger.warn('A run of a saga stalled; it will be taken up again', { jobId }));
  return {
    close: async () => {
      stopping = true;
      await worker.close();
    },
  };
}
