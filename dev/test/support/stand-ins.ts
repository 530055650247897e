import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pick } from '../../dist/environment.js';
import type { Topology } from '../../dist/topology.js';

const standIn = fileURLToPath(new URL('./stand-in.mjs', import.meta.url));
const fakeMongod = fileURLToPath(new URL('./bin', import.meta.url));

/** An environment in which the store is a stand-in too, so that no build is needed. */
export const standInStore = {
  PATH: `${fakeMongod}${delimiter}${process.env['PATH']}`,
  MONGODB_URI: '',
  REDIS_URL: '',
};

/** A topology with stand-ins for order-service and gateway; `extra` goes to order-service's environment. */
export function standIns(extra: Record<string, string> = {}): Topology {
  return ({ ports, replicas }) => [
    ...Array.from({ length: replicas['order-service'] ?? 1 }, (_, index) => {
      const { rest } = ports.of('order-service', index + 1);
      const env = { ...pick(process.env, []), PORT: String(rest), ...extra };
      return { name: 'order-service', replica: index + 1, entry: standIn, restPort: rest, env };
    }),
    {
      name: 'gateway',
      replica: 1,
      entry: standIn,
      restPort: ports.of('gateway').rest,
      env: { ...pick(process.env, []), PORT: String(ports.of('gateway').rest) },
    },
  ];
}
