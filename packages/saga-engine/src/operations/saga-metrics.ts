import { Counter, Gauge, Histogram, type Metrics } from '@shop/common/metrics';
import { workOf } from '../core/command-key.js';
import { isEnded, SAGA_STATES } from '../core/journal.js';
import type { SagaRepository } from '../mongo/sagas.repository.js';
import type { Outcome, Participants } from '../core/ports.js';
import type { SagaView } from '../core/view.js';

export interface SagaMetrics {
  /** Notified of every change. */
  changed(saga: SagaView): void;
  /** Participants whose commands are timed. */
  timed(participants: Participants): Participants;
}

/** Reasons are stable codes; one that contains text must not become a time series of its own. */
const bounded = (reason: string): string => (/^[A-Z][A-Z_]{2,39}$/.test(reason) ? reason : 'OTHER');

const LIVE_STATES = SAGA_STATES.filter((state) => !isEnded(state));
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The figures of the queue; its calls reject while Redis is away. */
export interface QueueMetrics {
  /** Jobs by state; `wait` counts all that wait for a worker. */
  counts(): Promise<Record<string, number>>;
  /** How long the oldest saga has been waiting for a worker, milliseconds. */
  backlogAgeMs(): Promise<number>;
  /** Calls in progress to each participant, and sagas that wait for a place there; of this process. */
  places(): readonly { participant: string; calls: number; waiting: number }[];
}

/** The sagas' metrics for operators; counts are read from the database and the queue on each scrape. */
export function sagaMetrics({ registry }: Metrics, sagas: SagaRepository, queue: QueueMetrics): SagaMetrics {
  const registers = [registry];
  const ended = new Counter({
    name: 'saga_ended_total',
    help: 'Sagas that have ended',
    labelNames: ['type', 'state'],
    registers,
  });
  const duration = new Histogram({
    name: 'saga_duration_seconds',
    help: 'From start to end of a saga, waits included',
    labelNames: ['type', 'state'],
    buckets: [...BUCKETS, 10, 30, 60, 300, 900],
    registers,
  });
  const turned = new Counter({
    name: 'saga_turned_round_total',
    help: 'Sagas that ended undone, by why they began to compensate',
    labelNames: ['type', 'reason'],
    registers,
  });
  const steps = new Histogram({
    name: 'saga_step_duration_seconds',
    help: 'One attempt of a step or of its undo, by its outcome',
    labelNames: ['step', 'phase', 'outcome'],
    buckets: BUCKETS,
    registers,
  });
  const retries = new Counter({
    name: 'saga_retries_total',
    help: 'Attempts without a usable answer; each is made again, until retries are spent',
    labelNames: ['step', 'phase'],
    registers,
  });
  const commands = new Histogram({
    name: 'saga_command_duration_seconds',
    help: 'One attempt of a command, by its outcome',
    labelNames: ['command', 'outcome'],
    buckets: BUCKETS,
    registers,
  });

  new Gauge({
    name: 'saga_live',
    help: 'Sagas that have not ended, by state',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const state of LIVE_STATES) this.set({ state }, await sagas.countInState(state));
    },
  });
  new Gauge({
    name: 'saga_overdue_seconds',
    help: 'Age of the oldest missed next action; near zero while all is well',
    registers,
    async collect() {
      const next = await sagas.findNextActionAt();
      this.set(next ? Math.max(0, (Date.now() - next) / 1000) : 0);
    },
  });
  new Gauge({
    name: 'saga_queue_jobs',
    help: 'Jobs in the queue of sagas, by state; wait: those that could run now',
    labelNames: ['state'],
    registers,
    async collect() {
      // the other metrics must still be available while Redis is away
      const counts = await queue.counts().catch(() => ({}));
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'saga_backlog_age_seconds',
    help: 'How long the oldest saga that should run has been waiting for a worker',
    registers,
    async collect() {
      const age = await queue.backlogAgeMs().catch(() => undefined);
      if (age !== undefined) this.set(age / 1000);
    },
  });
  const perParticipant = (name: string, help: string, of: (use: { calls: number; waiting: number }) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['participant'],
      registers,
      collect() {
        for (const use of queue.places()) this.set({ participant: use.participant }, of(use));
      },
    });
  perParticipant('saga_participant_calls', 'Commands under way, by participant', ({ calls }) => calls);
  perParticipant(
    'saga_participant_waiting',
    'Sagas that wait until their participant takes one more call',
    ({ waiting }) => waiting,
  );

  return {
    changed({ type, state, failure, nextActionAt, createdAt, updatedAt }) {
      if (nextActionAt !== null) return;
      ended.inc({ type, state });
      if (failure) turned.inc({ type, reason: bounded(failure.reason) });
      duration.observe({ type, state }, (updatedAt - createdAt) / 1000);
    },
    timed: (participants) => ({
      async dispatch(command, call) {
        const stop = commands.startTimer({ command: `${command.participant}.${command.method}` });
        const { step, phase } = workOf(call.key, call.sagaId);
        const stopStep = steps.startTimer({ step, phase });
        let outcome: Outcome['type'] = 'in-doubt';
        try {
          const answer = await participants.dispatch(command, call);
          outcome = answer.type;
          return answer;
        } finally {
          stop({ outcome });
          stopStep({ outcome });
          if (outcome === 'in-doubt') retries.inc({ step, phase });
        }
      },
    }),
  };
}
