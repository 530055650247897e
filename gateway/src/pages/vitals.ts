import { LAG_INTERVAL } from '@shop/common/metrics';

/** Key figures from the metrics of a process. */
export interface Vitals {
  /** 99th percentile of how late a timer was; null when the process could not be asked. */
  readonly eventLoopLagMs: number | null;
  readonly rssBytes: number | null;
  /** By callee. */
  readonly breakers: readonly { readonly upstream: string; readonly state: 'closed' | 'half-open' | 'open' }[];
}

/** Customers' requests that have still to be handed to the sagas. */
export interface Backlog {
  readonly count: number;
  /** How long the oldest has waited; 0 when there is none. */
  readonly oldestMs: number;
}

const STATES = ['closed', 'half-open', 'open'] as const;

/** The value of a metric without labels of its own, in Prometheus text; null when it is missing. */
function valueOf(text: string, name: string): number | null {
  const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

/** The backlog that a service reports as this metric; null when the service was not asked, or cannot reach its store. */
export function backlogIn(text: string, name: string): Backlog | null {
  const [count, seconds] = [valueOf(text, name), valueOf(text, `${name}_oldest_seconds`)];
  return count === null || seconds === null ? null : { count, oldestMs: Math.round(seconds * 1000) };
}

/** Reads a process's key figures from its metrics (Prometheus text). */
export function vitalsIn(text: string): Vitals {
  const lag = valueOf(text, 'nodejs_eventloop_lag_p99_seconds');
  return {
    eventLoopLagMs: lag === null ? null : Math.max(0, Math.round((lag * 1000 - LAG_INTERVAL) * 100) / 100),
    rssBytes: valueOf(text, 'process_resident_memory_bytes'),
    breakers: [...text.matchAll(/^circuit_breaker_state\{[^}]*upstream="([^"]*)"[^}]*\} (\d)$/gm)].map(
      ([, upstream = '', state]) => ({ upstream, state: STATES[Number(state)] ?? 'open' }),
    ),
  };
}
