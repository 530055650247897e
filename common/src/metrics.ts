import type { Middleware } from 'koa';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The metrics that every process has: rate, errors and duration by route and by gRPC method, breakers, stores, the Node process. */
export interface Metrics {
  readonly registry: Registry;
  readonly http: Middleware;
  /** Seconds, by service, method, status. */
  readonly grpcServer: Histogram<'method' | 'code'>;
  readonly grpcClient: Histogram<'method' | 'code'>;
  /** 0 closed, 1 half open, 2 open. */
  readonly breaker: Gauge<'upstream'>;
  /** Connections that are ready, by what for: `commands`, or `blocking` (workers and subscribers). */
  readonly redisReady: Gauge<'role'>;
}

/** A registry of its own for this process, so that several can live in one test. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const http = new Histogram({
    name: 'http_server_duration_seconds',
    help: 'Duration of HTTP requests',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  let inFlight = 0;
  new Gauge({
    name: 'http_server_in_flight',
    help: 'HTTP requests being answered',
    registers: [registry],
    collect() {
      this.set(inFlight);
    },
  });
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
    async http(ctx, next) {
      const began = performance.now();
      inFlight++;
      try {
        await next();
      } finally {
        inFlight--;
        const route = String(ctx['_matchedRoute'] ?? ctx.state['route'] ?? 'none');
        http.observe({ method: ctx.method, route, status: String(ctx.status) }, (performance.now() - began) / 1000);
      }
    },
  };
}

export { Counter, Gauge, Histogram };
