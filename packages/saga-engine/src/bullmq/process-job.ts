import { currentContext, newContext, traceparentOf, withContext, type Context } from '@shop/common/tracing/context';
import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import { inSpan, type Attributes, type Link, type SpanOptions } from '@shop/common/tracing/tracing';
import { DelayedError, WaitingError, type Job } from 'bullmq';
import { advance, type Run } from '../core/advance.js';
import { NotMine } from '../core/not-mine.js';
import type { EnginePorts, Wake } from '../core/ports.js';
import { presenter } from '../core/present.js';
import type { SagaView } from '../core/view.js';
import { FailedRuns } from './failed-runs.js';
import type { LeftToAnother } from './forgotten.js';
import type { HandedBack } from './hand-back.js';
import { outcomeOf, type JobProgress } from './job-progress.js';
import type { JobRows } from './job-row.js';
import { jobStory, type JobStory, type Rest } from './job-story.js';
import type { Places, Runner } from './places.js';
import { isCompensation } from './priorities.js';
import { jobIdOf, QUEUE_NAME, type JobData } from './sagas-queue.js';
import { redirect } from './redirect.js';

export interface ProcessorOptions {
  readonly rows: JobRows;
  readonly faults: Faults;
  readonly logger: Logger;
  readonly places: Places | undefined;
  readonly handedBack: HandedBack;
  readonly stopping: () => boolean;
}

/**
 * Runs a job: its saga until it waits, rests or ends. The job of a saga that has not ended is kept and delayed until the saga is due; the
 * job of one that has ended is completed, with the outcome as its return value.
 */
export function processor(ports: EnginePorts, options: ProcessorOptions) {
  const { rows, faults, logger, places, handedBack, stopping } = options;
  const failedRuns = new FailedRuns();
  const present = presenter(ports.registry.all);

  async function run(job: Job<JobData>, token: string): Promise<object> {
    const { sagaId } = job.data;
    if (job.id !== jobIdOf(sagaId)) return redirect(ports, sagaId);
    const story = jobStory({
      job: job.id,
      present,
      rows,
      failed: (error) => ports.report(error, { saga: sagaId, doing: 'show the job' }),
    });
    const checkpoint: Run['checkpoint'] = (saga, events) =>
      faults.around('orchestrator.checkpoint', async () => story.appended(saga, events));
    const mine = portsOf(ports, sagaId, places, {
      compensating: isCompensation(job.priority),
      begun: ((job.progress as Partial<JobProgress>).done ?? 0) > 0,
      waitedFor: (job.progress as Partial<JobProgress>).place,
    });
    for (;;) {
      const saga = await advance(mine.ports, sagaId, { checkpoint, stopping, again: job.attemptsStarted > 1 });
      handedBack.ran(sagaId);
      failedRuns.ran(sagaId);
      const { wake, place } = mine.asked();
      const rest = saga && restOf(saga, wake, place);
      if (saga && rest?.until !== undefined) {
        const { until } = rest;
        const rests = () => moveToRest(job, token, story, saga, { ...rest, until });
        if (await inSpan(`sagas add ${wake?.why ?? 'timer'}`, ADD, rests)) throw new DelayedError();
        continue;
      }
      if ((await story.end(saga, rest)) && !stopping()) continue;
      if (!saga) return { outcome: 'UNKNOWN' };
      if (!rest) return outcomeOf(saga);
      // a run that stops in the middle returns its job to the queue; the next worker continues at once
      await job.moveToWait(token);
      throw new WaitingError();
    }
  }

  /** False when the saga was woken meanwhile and therefore does not rest. */
  async function moveToRest(
    job: Job<JobData>,
    token: string,
    story: JobStory,
    saga: SagaView,
    rest: Rest & { readonly until: number },
  ): Promise<boolean> {
    const context = currentContext();
    const traceparent = context ? { traceparent: traceparentOf(context) } : {};
    const data = JSON.stringify({ ...job.data, ...traceparent, reason: 'timer' } satisfies JobData);
    if ((await story.end(saga, { ...rest, data })) && !stopping()) return false;
    await faults.around('orchestrator.wake', () => job.moveToDelayed(rest.until, token));
    // woken between the read of the journal and the move: only the job records it, so it is handled here
    const woken = await rows.end(job.id!, { delay: rest.until - job.timestamp }, []);
    if (woken) await job.promote().catch(() => undefined);
    return true;
  }

  /** Leaves the job to a process that knows its saga. */
  async function leave(job: Job<JobData>, token: string, { needs }: NotMine): Promise<never> {
    const elsewhere = ports.registry.isKnownToFleet?.(needs) ?? false;
    const until = Date.now() + handedBack.restOf(job.data.sagaId, elsewhere);
    // the sweep does not find sagas without a definition anywhere; one with an unreadable journal it would find every second
    if (needs.events?.length) {
      const left: LeftToAnother = { ...needs, until };
      await rows.show(job.id!, { left: JSON.stringify(left), placeUntil: until }, []);
    }
    return putOff(job, token, until);
  }

  /**
   * A saga that has not ended keeps its job, however often its runs fail. The sweep leaves it alone until then: otherwise a journal that
   * cannot be written would have its command sent every second. A wake-up runs it at once.
   */
  async function restAfterFailure(job: Job<JobData>, token: string, until: number): Promise<never> {
    await rows.show(job.id!, { placeUntil: until }, []).catch(() => undefined);
    await job.moveToDelayed(until, token);
    const woken = await rows.end(job.id!, { delay: until - job.timestamp }, []).catch(() => false);
    if (woken) await job.promote().catch(() => undefined);
    throw new DelayedError();
  }

  async function putOff(job: Job<JobData>, token: string, until: number): Promise<never> {
    await job.moveToDelayed(until, token);
    // only for dashboards; the job rests in any case
    await rows.show(job.id!, { delay: until - job.timestamp }, []).catch(() => undefined);
    throw new DelayedError();
  }

  return async (job: Job<JobData>, token = ''): Promise<object> => {
    let ended = false;
    const { context, links } = traceOf(job.data);
    try {
      return await withContext(context, () =>
        inSpan(`sagas process ${job.data.reason}`, { kind: 'consumer', attributes: JOB, links }, () =>
          faults.around('orchestrator.job', async () => {
            const result = await run(job, token);
            ended = true;
            return result;
          }),
        ),
      );
    } catch (error) {
      if (error instanceof DelayedError || error instanceof WaitingError || ended) throw error;
      const { sagaId } = job.data;
      if (error instanceof NotMine) return leave(job, token, error);
      logger.warn('A run of a saga failed; it will be taken up again', { sagaId, error });
      return restAfterFailure(job, token, Date.now() + failedRuns.restOf(sagaId, error));
    }
  };
}

/** The ports of one run: a wake-up of its own saga moves its job, and its commands need a place. */
function portsOf(all: EnginePorts, sagaId: string, places: Places | undefined, runner: Runner) {
  let asked: Wake | undefined;
  let full: string | undefined;
  places?.arrived(sagaId);
  const { queue, participants } = all;
  const ports: EnginePorts = {
    ...all,
    queue: {
      ...queue,
      wake: async (id, wake) => {
        if (id !== sagaId) return queue.wake(id, wake);
        asked = wake;
      },
    },
    participants: !places
      ? participants
      : {
          async dispatch(command, call) {
            const outcome = await places.dispatch(participants, command, call, runner);
            if (outcome.type === 'busy') full = command.participant;
            return outcome;
          },
        },
  };
  return {
    ports,
    /** The last run's request for a place, and the participant that had none for it. */
    asked() {
      const last = { wake: asked, place: full };
      [asked, full] = [undefined, undefined];
      return last;
    },
  };
}

/** Until when the saga's job rests; undefined once the saga has ended. Without a time it continues at once, in another worker. */
function restOf(saga: SagaView, asked: Wake | undefined, place: string | undefined): Rest | undefined {
  if (saga.nextActionAt === null) return undefined;
  if (asked?.why === 'place') return { until: asked.at!, ...(place ? { place } : {}) };
  if (asked) return asked.at === undefined ? {} : { until: asked.at };
  return { until: saga.nextActionAt };
}

const JOB: Attributes = {
  'messaging.system': 'bullmq',
  'messaging.destination.name': QUEUE_NAME,
  'messaging.operation.name': 'process',
};

const ADD: SpanOptions = { kind: 'producer', attributes: { ...JOB, 'messaging.operation.name': 'add' } };

/**
 * A run that was requested just now joins the trace of the request. A delayed run, for a retry or until a time, has its own trace that
 * links to it: a trace that spans a quarter of an hour is unreadable.
 */
function traceOf({ sagaId, traceparent, reason }: JobData): { context: Context; links: readonly Link[] } {
  const asked = newContext(sagaId, traceparent);
  if (reason !== 'timer' || !asked.spanned) return { context: { sagaId, ...asked }, links: [] };
  const own = newContext(sagaId);
  return {
    context: { ...own, sagaId, ...(asked.sampled === undefined ? {} : { sampled: asked.sampled }) },
    links: [{ traceId: asked.traceId, spanId: asked.spanId }],
  };
}
