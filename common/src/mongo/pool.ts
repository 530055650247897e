import { Gauge } from 'prom-client';
import type { Connection } from 'mongoose';
import type { Metrics } from '../metrics.js';

/** Exposes the connections of a pool as metrics. Call it before the pool connects. */
export function watchPool(connection: Connection, { registry }: Pick<Metrics, 'registry'>): void {
  let [open, inUse, waiting] = [0, 0, 0];
  const on = (event: Parameters<ReturnType<Connection['getClient']>['on']>[0], change: () => void) =>
    connection.getClient().on(event, change);
  on('connectionCreated', () => open++);
  on('connectionClosed', () => open--);
  on('connectionCheckOutStarted', () => waiting++);
  on('connectionCheckOutFailed', () => waiting--);
  on('connectionCheckedOut', () => (waiting--, inUse++));
  on('connectionCheckedIn', () => inUse--);
  // set when the metrics are read: every command makes several changes
  new Gauge({
    name: 'mongodb_pool_connections',
    help: 'Connections to MongoDB: in use, idle; and calls that wait for one',
    labelNames: ['state'] as const,
    registers: [registry],
    collect() {
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'idle' }, Math.max(0, open - inUse));
      this.set({ state: 'waiting' }, waiting);
    },
  });
}
