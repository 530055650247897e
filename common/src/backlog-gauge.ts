import { Gauge, type Metrics } from './metrics.js';

/**
 * Exposes a backlog as the gauges `<name>` and `<name>_oldest_seconds`, which keep their values while the store is unavailable. All
 * replicas report the same values: aggregate with the maximum.
 */
export function showBacklog(
  { registry }: Metrics,
  name: string,
  help: string,
  backlog: () => Promise<{ count: number; oldestSeconds: number }>,
): void {
  // while the store is unavailable the other metrics must still be served
  const read = () => backlog().catch(() => undefined);
  const gauge = (called: string, about: string, value: (of: Awaited<ReturnType<typeof backlog>>) => number) =>
    new Gauge({
      name: called,
      help: about,
      registers: [registry],
      async collect() {
        const waiting = await read();
        if (waiting) this.set(value(waiting));
      },
    });
  gauge(name, help, ({ count }) => count);
  gauge(`${name}_oldest_seconds`, `${help}: age of the oldest`, ({ oldestSeconds }) => oldestSeconds);
}
