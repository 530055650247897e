import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../dist/app.js';
import { mongoJournal } from 'saga-engine/mongo/journal';
import { sagaModel } from 'saga-engine/mongo/saga.model';
import { sagas as definitions } from '../dist/sagas/definitions.js';
import { loadBundle } from '@shop/testkit/exported-saga';
import { bundles } from './fixtures/bundles.js';
import { configFor, sagasCaller, startScripted, type SagasCaller, type Scripted } from './scripted.js';

/** The expected continuation of each: the end state, and the remaining commands, none of them twice. */
const expected: Record<string, [state: string, ...commands: string[]]> = {
  'place-order.v1.creating.json': ['COMPLETED', 'create', 'reserve', 'authorize', 'confirm', 'capture'],
  'place-order.v1.waiting.json': ['COMPLETED', 'authorize', 'confirm', 'capture'],
  'place-order.v1.authorizing.json': ['COMPLETED', 'authorize', 'confirm', 'capture'],
  'place-order.v1.capturing.json': ['COMPLETED', 'capture'],
  'place-order.v1.compensating.json': ['COMPENSATED', 'cancel CUSTOMER_CANCELLED'],
  'place-order.v2.waiting.json': ['COMPLETED', 'authorize', 'confirm', 'capture'],
  'place-order.v2.asked.json': ['COMPLETED', 'complete-payment', 'confirm', 'capture'],
  'cancel-order.v1.restocking.json': ['COMPLETED', 'restock', 'mark-cancelled'],
  'cancel-order.v2.refunding.json': ['COMPLETED', 'refund-order', 'restock', 'mark-cancelled'],
  'change-order.v1.applying.json': ['COMPLETED', 'apply-change', 'move-changed'],
};

describe('sagas that an earlier version began', () => {
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let app: Service;
  let sagas: SagasCaller;

  const bundle = (name: string) => loadBundle(new URL(`fixtures/${name}`, import.meta.url), Date.now());

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    const mongo = await connectMongo(store.uri('sagas'), { logger: silentLogger() });
    const journal = mongoJournal(sagaModel(mongo));
    for (const name of bundles) await journal.insert(bundle(name));
    await mongo.close();
    app = await startApp(configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') }), silentLogger());
    sagas = sagasCaller(app.ports.grpc);
  });
  after(async () => {
    sagas?.close();
    await app?.close();
    await peers?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  for (const name of bundles)
    it(`are finished: ${name}`, async () => {
      const { id, type, version, correlationId, state } = bundle(name);
      const [end, ...commands] = expected[name] ?? [];
      const awaited = name.includes('.asked.')
        ? { typed: { name: STEPS.answer, json: '{}' } }
        : { paymentSubmitted: { paymentMethodId: 'pm', amountMinor: 100, currency: 'USD' } };
      if (state === 'WAITING') await sagas.call('Signal', { sagaId: id, ...awaited });
      const saga = await until(
        `it is ${end}`,
        async () => {
          const now = await sagas.call('Get', { sagaId: id });
          return now.state === end ? now : undefined;
        },
        30_000,
      );
      expect([saga.type, saga.version]).to.deep.equal([type, version]);
      expect(peers.sent.get(correlationId)).to.deep.equal(commands);
    });

  it('include an unfinished saga of every definition', () => {
    const kinds = new Set(bundles.map((name) => name.split('.').slice(0, 2).join('.')));
    expect([...kinds]).to.have.members(definitions.all.map(({ name, version }) => `${name}.v${version}`));
  });
});
