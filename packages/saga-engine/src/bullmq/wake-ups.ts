import { currentContext, traceparentOf } from '@shop/common/tracing/context';
import { inSpan, type SpanOptions } from '@shop/common/tracing/tracing';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Needs } from '../core/not-mine.js';
import type { Queue as WakeUps, Wake } from '../core/ports.js';
import { forgottenIn, SILENT_MS } from './forgotten.js';
import { jobRows } from './job-row.js';
import { Owners } from './owners.js';
import { isCompensation, priorityNumber } from './priorities.js';
import { jobHandle, jobIdOf, QUEUE_NAME, QUEUE_PREFIX, type JobData } from './sagas-queue.js';

export interface SagaWakeUps extends WakeUps {
  readonly forgotten: NonNullable<WakeUps['forgotten']>;
  /** Runs the job of a saga now if it waits for a later time; does nothing for a saga that has ended. */
  nudge(sagaId: string): Promise<void>;
  /** Notified of sagas that have begun: they no longer count as waiting sagas of their owner. */
  begun(sagaId: string): void;
}

/**
 * The engine's wake-ups through each saga's one job: added for a new saga, moved forward for one that rests, added again for one without a
 * job. A saga whose job waits or runs gets no other. `isKnown`: whether some orchestrator has what a saga needs.
 */
export function wakeUps(
  queue: Queue<JobData>,
  redis: Redis,
  isKnown: (needs: Needs) => boolean = () => false,
): SagaWakeUps {
  const { prefix = QUEUE_PREFIX } = queue.opts;
  const rows = jobRows(redis, prefix);
  const owners = new Owners();

  const add = (sagaId: string, data: JobData, { at, about, owner, priority }: Wake) => {
    const ahead = priority === 'new' && owner !== undefined ? owners.add(owner, sagaId, Date.now()) : 0;
    const delay = at === undefined ? 0 : Math.max(0, at - Date.now());
    const wait = delay > 0 ? { delay } : {};
    return queue.add(about, data, { jobId: jobIdOf(sagaId), priority: priorityNumber(priority, ahead), ...wait });
  };
  const promote = (sagaId: string) => unlessMoved(jobHandle(queue, jobIdOf(sagaId)).promote());

  const bringForward = async (sagaId: string, data: JobData, wake: Wake) => {
    const number = priorityNumber(wake.priority);
    // a sweep has no trace, and may wake a saga at the same time as a caller that has one
    const found = await rows.wake(sagaId, number, wake.why === 'sweep' ? undefined : data);
    const job = jobHandle(queue, jobIdOf(sagaId));
    if (found === 'absent') await add(sagaId, data, wake);
    else if (found === 'completed' || found === 'failed') await unlessMoved(job.retry(found));
    else if (found === 'delayed') await promote(sagaId);
    else if (found === 'raise' && isCompensation(number)) await job.changePriority({ priority: number });
    else if (wake.why === 'sweep') await takeOver(queue, redis, sagaId);
  };

  return {
    wake(sagaId, wake) {
      return inSpan(`sagas add ${wake.why}`, SPAN, async () => {
        const context = currentContext();
        const data = { sagaId, reason: wake.why, ...(context ? { traceparent: traceparentOf(context) } : {}) };
        if (wake.why === 'start') await add(sagaId, data, wake);
        else await bringForward(sagaId, data, wake);
      });
    },
    forgotten: forgottenIn(redis, prefix, isKnown),
    async nudge(sagaId) {
      // a saga that has not begun stays after those that have
      const found = await rows.wake(sagaId, priorityNumber('restored'), undefined, true);
      if (found === 'delayed') await promote(sagaId);
    },
    begun: (sagaId) => owners.begun(sagaId),
  };
}

/** Another process moved the job at the same moment: it is where it should be, or the next sweep finds it. */
async function unlessMoved(move: Promise<unknown>): Promise<void> {
  try {
    await move;
  } catch (error) {
    if (!/not in the|missing|lock/i.test(String(error))) throw error;
  }
}

/** Takes a job from a run that holds its lock but has hung for longer than any attempt may take. */
async function takeOver(queue: Queue<JobData>, redis: Redis, sagaId: string): Promise<void> {
  const id = jobIdOf(sagaId);
  const key = queue.toKey(id);
  const [token, began] = await Promise.all([redis.get(`${key}:lock`), redis.hget(key, 'processedOn')]);
  if (token && Number(began) < Date.now() - SILENT_MS) await unlessMoved(jobHandle(queue, id).moveToWait(token));
}

const SPAN: SpanOptions = {
  kind: 'producer',
  attributes: {
    'messaging.system': 'bullmq',
    'messaging.destination.name': QUEUE_NAME,
    'messaging.operation.name': 'add',
  },
};
