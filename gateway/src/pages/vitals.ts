/** What the metrics of a process say of how it is. */
export interface Vitals {
  /** 99th percentile; null when the process could not be asked. */
  readonly eventLoopLagMs: number | null;
  readonly rssBytes: number | null;
  /** Toward whom it calls. */
  readonly breakers: readonly { readonly upstream: string; readonly state: 'closed' | 'half-open' | 'open' }[];
}

const STATES = ['closed', 'half-open', 'open'] as const;

/** Reads a process's vitals out of its metrics (Prometheus text). */
export function vitalsIn(text: string): Vitals {
  const valueOf = (name: string): number | null => {
    const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
    return value === undefined ? null : Number(value);
  };
  const lag = valueOf('nodejs_eventloop_lag_p99_seconds');
  return {
    eventLoopLagMs: lag === null ? null : Math.round(lag * 100_000) / 100,
    rssBytes: valueOf('process_resident_memory_bytes'),
    breakers: [...text.matchAll(/^circuit_breaker_state\{[^}]*upstream="([^"]*)"[^}]*\} (\d)$/gm)].map(
      ([, upstream = '', state]) => ({ upstream, state: STATES[Number(state)] ?? 'open' }),
    ),
  };
}
