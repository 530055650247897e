import { randomUUID } from 'node:crypto';
import { unavailable } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../dist/app.js';
import { callRest } from './call-rest.js';
import { configFor, sagasCaller, startRequest, startScripted, type SagasCaller, type Scripted } from './scripted.js';

/** Has an orchestrator with three sagas run during the tests of the enclosing `describe`: done, waiting, and stuck at the capture. */
export function withSagas() {
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let app: Service;
  let sagas: SagasCaller;
  const [done, waits, stuck] = [randomUUID(), randomUUID(), randomUUID()];

  const call = (
    method: string,
    path: string,
    body?: object,
    role: 'admin' | 'user' = 'admin',
    headers: Record<string, string> = {},
  ) => callRest(app, method, path, { body, role, headers });
  const start = (id: string, userId: string, paid = true) =>
    sagas.call('Start', startRequest(id, { userId, paid, until: 'STARTED' }), { deadlineMs: 20_000 });

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    app = await startApp(configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') }), silentLogger());
    sagas = sagasCaller(app.ports.grpc);
    peers.script.set(`${stuck} capture`, () => Promise.reject(unavailable('not now')));
    await Promise.all([start(done, 'ann'), start(waits, 'bob', false), start(stuck, 'ann')]);
    for (const [id, state] of [
      [done, 'COMPLETED'],
      [waits, 'WAITING'],
    ])
      await until(`${id} is ${state}`, async () => (await call('GET', `/api/sagas/${id}`)).body['state'] === state);
  });
  after(async () => {
    sagas?.close();
    await app?.close();
    await peers?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  return {
    done,
    waits,
    stuck,
    call,
    start,
    get store() {
      return store;
    },
    get peers() {
      return peers;
    },
    get app() {
      return app;
    },
    get sagas() {
      return sagas;
    },
  };
}
