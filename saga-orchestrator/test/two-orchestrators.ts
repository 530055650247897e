import { randomUUID } from 'node:crypto';
import { silentLogger } from '@shop/common/logging/logger';
import type { Service } from '@shop/common/service/start-service';
import type { JsonObject } from '@shop/testkit/json';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import mongoose, { type Connection } from 'mongoose';
import { startApp } from '../dist/app.js';
import { callRest } from './call-rest.js';
import { configFor, sagasCaller, startRequest, startScripted, type Scripted } from './scripted.js';
import { stuckSaga } from './stuck.js';

/** The step of this name in a saga as the API shows it. */
export const stepOf = (of: JsonObject, name: string) =>
  (of['steps'] as JsonObject[]).find((step) => step['name'] === name)!;

/** Has two orchestrators on one database and one Redis run during the tests of the enclosing `describe`. */
export function withTwoOrchestrators() {
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let apps: Service[];
  let mongo: Connection;
  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    const config = configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') });
    apps = [await startApp(config, silentLogger()), await startApp(config, silentLogger())];
    mongo = await mongoose.createConnection(store.uri('sagas')).asPromise();
  });
  after(async () => {
    await mongo?.close();
    await Promise.all((apps ?? []).map((app) => app.close()));
    await peers?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  const at = {
    get store() {
      return store;
    },
    get peers() {
      return peers;
    },
    get apps() {
      return apps;
    },
    /** Calls an orchestrator, the first one by default, as an administrator. */
    call: (method: string, path: string, body?: object, headers: Record<string, string> = {}, app = apps[0]!) =>
      callRest(app, method, path, { body, headers }),
    saga: async (id: string) => (await at.call('GET', `/api/sagas/${id}`)).body,
    isIn: (id: string, state: string) => until(`${id} is ${state}`, async () => (await at.saga(id))['state'] === state),
    /** Starts the saga of an order that is paid at once; returns its id. */
    async start(id = randomUUID()) {
      const caller = sagasCaller(apps[0]!.ports.grpc);
      await caller.call('Start', startRequest(id, { until: 'ACCEPTED' }), { deadlineMs: 20_000 });
      caller.close();
      return id;
    },
    /** Stores `count` sagas that are stuck at the capture and need attention. */
    async stuck(count: number, prefix: string) {
      const sagas = Array.from({ length: count }, (_, n) => stuckSaga(`${prefix}-${String(n).padStart(5, '0')}`));
      await mongo
        .collection('sagas')
        .insertMany(sagas.map(({ id, ...rest }) => ({ _id: id, token: '', ...rest })) as never);
      return sagas.map(({ id }) => id);
    },
    /** Waits until the bulk operation is done; returns it. */
    bulkDone: (id: string, deadlineMs?: number) =>
      until(
        'it is done',
        async () => {
          const { body } = await at.call('GET', `/api/sagas/bulk/${id}`);
          return body['state'] === 'DONE' ? body : undefined;
        },
        deadlineMs,
      ),
  };
  return at;
}
