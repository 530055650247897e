import { Gauge, type Metrics } from './metrics.js';

/**
 * Shows what waits as the gauges `<name>` and `<name>_oldest_seconds`, which keep their values while the store is away. All replicas tell the
 * same: take the maximum.
 */
export function showBacklog(
  { registry }: Metrics,
  name: string,
  help: string,
  backlog: () => Promise<{ count: number; oldestSeconds: number }>,
): void {
  // while the store is away the other metrics must still be answered
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
