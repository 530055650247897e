import { portsFor } from '@shop/dev/ports';
import { shopTopology, type ProcessSpec } from '@shop/dev/topology';
import { redis, secretNames, store, type ProcessName, type SecretName } from '@shop/topology/processes';

/** The processes that the launcher runs on the default ports, by name. */
export const usualStack = Object.fromEntries(
  shopTopology({
    ports: portsFor(),
    dataDir: '/tmp',
    replicas: {},
    env: {},
    secrets: Object.fromEntries(secretNames.map((name) => [name, name.padEnd(40, '-')])) as Record<SecretName, string>,
    redisUrl: `redis://127.0.0.1:${redis.port}`,
    mongoUri: `mongodb://127.0.0.1:${store.port}`,
  }).map((spec) => [spec.name, spec]),
) as Record<ProcessName, ProcessSpec>;
