import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Upper bounds of the durations that are counted, seconds. */
export const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * How often the delay of the event loop is measured, milliseconds; `nodejs_eventloop_lag_p50_seconds` and its like include this interval.
 * The usual 10 ms wake an idle process a hundred times a second: a sixth of the CPU that a stack at rest took.
 */
export const LAG_INTERVAL = 100;

/** The metrics that every process has: rate, errors and duration by gRPC method, breakers, stores, the Node process. */
export interface Metrics {
  readonly registry: Registry;
  /** Seconds, by service, method, status. */
  readonly grpcServer: Histogram<'method' | 'code'>;
  readonly grpcClient: Histogram<'method' | 'code'>;
  /** 0 closed, 1 half open, 2 open. */
  readonly breaker: Gauge<'upstream'>;
  /** Ready connections by purpose: `commands`, or `blocking` (workers and subscribers). */
  readonly redisReady: Gauge<'role'>;
}

/** A registry of its own for this process, so that several can live in one test. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_INTERVAL });
  const grpc = (side: string) =>
    new Histogram({
      name: `grpc_${side}_duration_seconds`,
      help: `Duration of gRPC calls, ${side} side`,
      labelNames: ['method', 'code'] as const,
      buckets: BUCKETS,
      registers: [registry],
    });
  return {
    registry,
    grpcServer: grpc('server'),
    grpcClient: grpc('client'),
    breaker: new Gauge({
      name: 'circuit_breaker_state',
      help: '0 closed, 1 half open, 2 open',
      labelNames: ['upstream'] as const,
      registers: [registry],
    }),
    redisReady: new Gauge({
      name: 'redis_connections_ready',
      help: 'Connections to Redis that can be used',
      labelNames: ['role'] as const,
      registers: [registry],
    }),
  };
}

export { Counter, Gauge, Histogram };
