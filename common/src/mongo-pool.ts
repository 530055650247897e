import type { Connection } from 'mongoose';
import type { Metrics } from './metrics.js';

/** Shows what the connections of a pool do. To be called before it connects. */
export function watchPool(connection: Connection, { mongoPool }: Pick<Metrics, 'mongoPool'>): void {
  let [open, inUse, waiting] = [0, 0, 0];
  const show = () => {
    mongoPool.set({ state: 'in_use' }, inUse);
    mongoPool.set({ state: 'idle' }, Math.max(0, open - inUse));
    mongoPool.set({ state: 'waiting' }, waiting);
  };
  const on = (event: Parameters<ReturnType<Connection['getClient']>['on']>[0], change: () => void) =>
    connection.getClient().on(event, () => (change(), show()));
  on('connectionCreated', () => open++);
  on('connectionClosed', () => open--);
  on('connectionCheckOutStarted', () => waiting++);
  on('connectionCheckOutFailed', () => waiting--);
  on('connectionCheckedOut', () => (waiting--, inUse++));
  on('connectionCheckedIn', () => inUse--);
  show();
}
