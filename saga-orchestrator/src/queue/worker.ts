import { newContext, withContext } from '@shop/common/context';
import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logger';
import { Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { advance } from '../engine/advance.js';
import type { Outside } from '../engine/outside.js';
import type { SagaView } from '../engine/view.js';
import { SAGAS_QUEUE, type Knock } from './sagas-queue.js';

export interface SagaWorker {
  /** Finishes the step under way, hands the rest back, then closes. */
  close(): Promise<void>;
}

/** Answers knocks: one job runs its saga until it waits, rests or ends, and shows where it stands after each step. */
export function startWorker(
  connection: Redis,
  outside: Outside,
  { concurrency, logger, faults }: { concurrency: number; logger: Logger; faults: Faults },
): SagaWorker {
  let stopping = false;
  const worker = new Worker<Knock>(
    SAGAS_QUEUE.name,
    async (job) => {
      const { sagaId, traceparent } = job.data;
      const checkpoint = async (saga: SagaView) => {
        // the job is over with the saga's run: one update less for the last step
        if (saga.nextActionAt === null) return;
        await job.updateData({ ...job.data, step: currentStep(saga), state: saga.state });
      };
      const context = { ...newContext(sagaId, traceparent), sagaId };
      await withContext(context, () =>
        faults.around('orchestrator.job', () => advance(outside, sagaId, { checkpoint, stopping: () => stopping })),
      );
    },
    { connection, prefix: SAGAS_QUEUE.prefix, concurrency, lockDuration: 30_000, drainDelay: 5 },
  );
  worker.on('error', (error) => logger.warn('The worker of sagas failed', { error: error.message }));
  worker.on('failed', (job, error) =>
    logger.warn('A run of a saga failed; it will be taken up again', {
      sagaId: job?.data.sagaId,
      error: error.message,
    }),
  );
  worker.on('stalled', (jobId) => logger.warn('A run of a saga stalled; it will be taken up again', { jobId }));
  return {
    close: async () => {
      stopping = true;
      await worker.close();
    },
  };
}

/** The step that a saga stands at: the last one that has begun. */
const currentStep = ({ steps }: SagaView): string =>
  (steps.findLast(({ startedAt }) => startedAt !== null) ?? steps[0])?.name ?? '';
