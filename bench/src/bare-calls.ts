import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { Faults } from '@shop/common/faults';
import { GrpcClient } from '@shop/common/grpc/client';
import { serve, startGrpcServer } from '@shop/common/grpc/server';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo } from '@shop/common/mongo/connection';
import type { NotificationsDefinition } from '@shop/protos/generated/shop/v1/Notifications';
import { Redis } from 'ioredis';
import { Pool } from 'undici';
import { closedLoop } from './load.js';
import { cpuMs } from './procfs.js';
import { internalTokenSecret } from './shop.js';
import type { CallKind } from './span-counter.js';
import type { Servers } from './servers.js';

const sizes = { warmUp: 3_000, count: 5_000, inFlight: 16 };

/** The CPU cost of a minimal call of each kind, both sides together. */
export type Costs = Readonly<Record<CallKind | 'MongoDB write', number>>;

/** Measures milliseconds of CPU, with the connections and clients that the services use. */
export async function measureBareCalls(servers: Servers): Promise<Costs> {
  const mongo = await connectMongo(servers.mongoUri, { logger: silentLogger() });
  const redis = new Redis(servers.redisUrl);
  const http = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
  await once(http, 'listening');
  const pool = new Pool(`http://127.0.0.1:${(http.address() as AddressInfo).port}`);
  const grpc = await openGrpc();
  const documents = mongo.collection<{ _id: string; times: number }>('bare');
  await documents.insertOne({ _id: 'one', times: 0 });
  const cost = (work: () => Promise<unknown>) => costOf(work, { node: process.pid, ...servers.pids });
  try {
    return {
      gRPC: await cost(() => grpc.call()),
      HTTP: await cost(async () => (await pool.request({ path: '/', method: 'GET' })).body.dump()),
      MongoDB: await cost(() => documents.findOne({ _id: 'one' })),
      'MongoDB write': await cost(() => documents.updateOne({ _id: 'one' }, { $inc: { times: 1 } })),
      Redis: await cost(() => redis.set('bare', '1')),
    };
  } finally {
    grpc.close();
    redis.disconnect();
    await pool.close();
    http.close();
    await mongo.close();
  }
}

async function costOf(work: () => Promise<unknown>, pids: Readonly<Record<string, number>>): Promise<number> {
  await closedLoop(sizes.warmUp, sizes.inFlight, work);
  const before = cpuMs(pids);
  await closedLoop(sizes.count, sizes.inFlight, work);
  const after = cpuMs(pids);
  return Object.keys(pids).reduce((sum, name) => sum + after[name]! - before[name]!, 0) / sizes.count;
}

/** A method that does nothing, with the server and client of the services. */
async function openGrpc() {
  const metrics = createMetrics('bench');
  const caller = 'user-service' as const;
  const server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    services: [
      serve<NotificationsDefinition>(
        'Notifications',
        { SendPasswordReset: [caller] },
        { SendPasswordReset: async () => ({}) },
      ),
    ],
    internal: new InternalTokens('notification-service', internalTokenSecret),
    logger: silentLogger(),
    metrics,
    faults: new Faults(false),
    faultPrefix: 'bench',
  });
  const client = new GrpcClient<NotificationsDefinition>({
    service: 'Notifications',
    callee: 'notification-service',
    addresses: [`127.0.0.1:${server.port}`],
    internal: new InternalTokens(caller, internalTokenSecret),
    metrics: createMetrics('bench-client'),
  });
  const request = { resetId: 'a-reset', userId: 'a-user' };
  return {
    call: () => client.call('SendPasswordReset', request),
    close() {
      client.close();
      void server.close(0);
    },
  };
}
