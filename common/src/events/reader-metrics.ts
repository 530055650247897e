import { Counter, Gauge, type Metrics } from '../metrics.js';
import type { LogEnds } from './event.js';

const LABELS = ['reader', 'source'] as const;
type Labels = Readonly<Record<(typeof LABELS)[number], string>>;

/** The position of a reader, and the ends of its log. */
interface Progress {
  readonly position: number;
  readonly ends: LogEnds;
}

/** The counters of a reader. */
export interface ReaderMetrics extends Readonly<Record<'handled' | 'failures' | 'gaps', Counter.Internal>> {
  /** Stops reporting its lag. */
  close(): void;
}

interface Shared {
  readonly counters: Readonly<Record<'handled' | 'failures' | 'gaps', Counter<(typeof LABELS)[number]>>>;
  readonly readers: Map<Labels, () => Promise<Progress>>;
}
const shared = new WeakMap<object, Shared>();

function open({ registry }: Metrics): Shared {
  const counter = (name: string, help: string) =>
    new Counter({ name: `event_reader_${name}_total`, help, labelNames: LABELS, registers: [registry] });
  const readers: Shared['readers'] = new Map();
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `event_reader_${name}`, help, labelNames: LABELS, registers: [registry] });
  const seconds = gauge('lag_seconds', 'How long the oldest event that a reader has not handled has been in the log');
  new Gauge({
    name: 'event_reader_lag',
    help: 'Events that a reader has not handled yet; all replicas tell the same: take the maximum',
    labelNames: LABELS,
    registers: [registry],
    async collect() {
      const lags = [...readers].map(async ([labels, progress]) => {
        // while the log cannot be read the gauges keep their last values
        const now = await progress().catch(() => undefined);
        if (!now) return;
        const { position, ends } = now;
        this.set(labels, Math.max(0, ends.newest - position));
        seconds.set(labels, ends.nextAt === undefined ? 0 : Math.max(0, (Date.now() - ends.nextAt) / 1000));
      });
      await Promise.all(lags);
    },
  });
  const counters = {
    handled: counter('handled', 'Events that a reader has handled'),
    failures: counter('failures', 'Attempts to handle an event that failed; it is handled again'),
    gaps: counter('gaps', 'Times that events were gone from the log before a reader had seen them'),
  };
  return { counters, readers };
}

/** The counters of one reader; its lag is computed whenever the metrics are read. */
export function readerMetrics(metrics: Metrics, labels: Labels, progress: () => Promise<Progress>): ReaderMetrics {
  const mine = shared.get(metrics.registry) ?? open(metrics);
  shared.set(metrics.registry, mine);
  mine.readers.set(labels, progress);
  const { handled, failures, gaps } = mine.counters;
  // starts at 0: an alert on an increase needs a value before the first one
  for (const counter of [handled, failures, gaps]) counter.inc(labels, 0);
  return {
    handled: handled.labels(labels),
    failures: failures.labels(labels),
    gaps: gaps.labels(labels),
    close: () => void mine.readers.delete(labels),
  };
}
