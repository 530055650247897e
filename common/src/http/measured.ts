import type { Middleware } from 'koa';
import { BUCKETS, Gauge, Histogram, type Metrics } from '../metrics.js';

/** Measures every request: rate, errors and duration by route, and the number of requests under way. Use it once per process. */
export function measured({ registry }: Pick<Metrics, 'registry'>): Middleware {
  const duration = new Histogram({
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
  return async (ctx, next) => {
    const began = performance.now();
    inFlight++;
    try {
      await next();
    } finally {
      inFlight--;
      const route = String(ctx['_matchedRoute'] ?? ctx.state['route'] ?? 'none');
      duration.observe({ method: ctx.method, route, status: String(ctx.status) }, (performance.now() - began) / 1000);
    }
  };
}
