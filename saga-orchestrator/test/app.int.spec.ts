import { randomUUID } from 'node:crypto';
import { Problem, unavailable } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../dist/app.js';
import { configFor, sagasCaller, startRequest, startScripted, type SagasCaller, type Scripted } from './scripted.js';

describe('the orchestrator, with a real queue and journal', () => {
  let redis: TestRedis;
  let store: TestStore;
  let app: Service;
  let peers: Scripted;
  let sagas: SagasCaller;
  let sent: Scripted['sent'];
  let script: Scripted['script'];

  const config = () =>
    configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') }, { PAYMENT_TIMEOUT_MS: 1500 });

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    ({ sent, script } = peers);
    app = await startApp(config(), silentLogger());
    sagas = sagasCaller(app.ports.grpc);
  });
  after(async () => {
    sagas?.close();
    await app?.close();
    await peers?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  const start = (id: string, { paid = true, wait = 'RESTED' as 'RESTED' | 'STARTED' } = {}) =>
    sagas.call('Start', startRequest(id, { paid, until: wait }), { deadlineMs: 15_000 });
  const ended = (id: string, state: string) =>
    until(
      `saga ${id} is ${state}`,
      async () => {
        const saga = await sagas.call('Get', { sagaId: id });
        return saga.state === state ? saga : undefined;
      },
      60_000,
    );

  it('runs a paid order through its five commands, each sent once', async () => {
    const id = randomUUID();
    const { saga, created, reached } = await start(id);
    expect([saga?.state, created, reached]).to.deep.equal(['COMPLETED', true, true]);
    expect(sent.get(id)).to.deep.equal(['create', 'reserve', 'authorize', 'confirm', 'capture']);
  });

  it('starts one saga for one id', async () => {
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => start(id)));
    expect(answers.filter(({ created }) => created)).to.have.length(1);
    expect(sent.get(id)).to.have.length(5);
  });

  it('undoes the completed steps in reverse order after a refusal', async () => {
    const id = randomUUID();
    script.set(`${id} authorize`, async () => Promise.reject(new Problem(402, 'PAYMENT_DECLINED')));
    const { saga } = await start(id);
    expect([saga?.state, saga?.failureReason]).to.deep.equal(['COMPENSATED', 'PAYMENT_DECLINED']);
    expect(sent.get(id)).to.deep.equal(['create', 'reserve', 'authorize', 'release', 'cancel PAYMENT_DECLINED']);
  });

  it('continues after a signal, accepts only one, and answers a repetition like the first', async () => {
    const id = randomUUID();
    expect((await start(id, { paid: false })).saga?.state).to.equal('WAITING');
    const signal = (paymentMethodId: string, signalId = paymentMethodId) =>
      sagas.call(
        'Signal',
        {
          sagaId: id,
          signalId,
          paymentSubmitted: { paymentMethodId, amountMinor: 100, currency: 'USD' },
          until: 'RESTED',
          waitMs: 10_000,
        },
        { deadlineMs: 15_000 },
      );
    const first = await signal('pm');
    const answers = [first, await signal('pm'), await signal('pm', ''), await signal('other')];
    expect(answers.map(({ outcome }) => outcome)).to.deep.equal(['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'DUPLICATE']);
    expect(answers.map(({ acceptedSignalId }) => acceptedSignalId)).to.deep.equal(['pm', 'pm', 'pm', 'pm']);
    expect(new Set(answers.map(({ saga }) => saga?.state))).to.deep.equal(new Set(['COMPLETED']));
    expect(sent.get(id)).to.have.length(5);
  });

  it('stops waiting when the time limit has passed', async () => {
    const id = randomUUID();
    await start(id, { paid: false });
    expect((await ended(id, 'COMPENSATED')).failureReason).to.equal('PAYMENT_TIMEOUT');
    expect(sent.get(id)).to.deep.equal(['create', 'reserve', 'release', 'cancel PAYMENT_TIMEOUT']);
  });

  it('compensates when it is cancelled before the pivot, and starts cancel-order when it is cancelled after it', async () => {
    const [early, late] = [randomUUID(), randomUUID()];
    await start(early, { paid: false });
    await sagas.call('Cancel', { orderId: early, by: 'u', reason: 'CUSTOMER_CANCELLED' });
    await ended(early, 'COMPENSATED');
    expect(sent.get(early)).to.deep.equal(['create', 'reserve', 'release', 'cancel CUSTOMER_CANCELLED']);
    await start(late);
    await Promise.all([1, 2].map(() => sagas.call('Cancel', { orderId: late, by: 'u', reason: 'CUSTOMER_CANCELLED' })));
    await until('it is undone', () => sent.get(late)?.at(-1) === 'mark-cancelled');
    expect(sent.get(late)).to.deep.equal([
      'create',
      'reserve',
      'authorize',
      'confirm',
      'capture',
      'stop-changes',
      'refund-order',
      'restock',
      'mark-cancelled',
    ]);
  });

  it('retries a temporary failure with the original order', async () => {
    const id = randomUUID();
    let failures = 2;
    script.set(`${id} reserve`, async () => {
      if (failures-- > 0) throw unavailable('not now');
    });
    const { saga } = await start(id);
    expect(saga?.state).to.equal('COMPLETED');
    expect(saga?.steps?.find(({ name }) => name === STEPS.reserve)?.attempts).to.equal(3);
  });

  it('shows a late watcher the whole history, and ends the stream with the saga', async () => {
    const id = randomUUID();
    await start(id);
    const seen = [];
    for await (const { step, stepStatus } of sagas.stream('Watch', { sagaId: id })) seen.push(`${step} ${stepStatus}`);
    expect(seen.at(-1)).to.equal(`${STEPS.capture} done`);
    expect(seen).to.have.length(5);
  });

  it('finishes every order when Redis is wiped meanwhile', async () => {
    const ids = Array.from({ length: 30 }, () => randomUUID());
    const starts = Promise.all(ids.map((id) => start(id, { wait: 'STARTED' })));
    const wiper = new Redis(redis.url);
    await until('some are in progress', () => sent.size > 5);
    await wiper.flushall();
    await starts;
    await wiper.flushall();
    wiper.disconnect();
    await Promise.all(ids.map((id) => ended(id, 'COMPLETED')));
  });

  it('finishes every order when Redis is killed and restarted', async () => {
    await redis.kill();
    const ids = Array.from({ length: 5 }, () => randomUUID());
    await Promise.all(ids.map((id) => sagas.call('Start', startRequest(id, { until: 'ACCEPTED' }))));
    await redis.start();
    await Promise.all(ids.map((id) => ended(id, 'COMPLETED')));
    for (const id of ids) expect(sent.get(id)).to.have.length(5);
  });

  it('shares the work with a second process', async () => {
    const second = await startApp(config(), silentLogger());
    /** The create commands that an orchestrator has sent. */
    const createdBy = async ({ ports }: Service) => {
      const metrics = await (await fetch(`http://127.0.0.1:${ports.http}/metrics`)).text();
      const counts = metrics.matchAll(
        /^grpc_client_duration_seconds_count\{[^}]*method="Orders\.Create"[^}]*\} (\d+)/gm,
      );
      return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
    };
    try {
      const ids: string[] = [];
      await until('both have run some', async () => {
        const more = Array.from({ length: 40 }, () => randomUUID());
        ids.push(...more);
        await Promise.all(more.map((id) => start(id, { wait: 'STARTED' })));
        return (await createdBy(second)) > 0;
      });
      await Promise.all(ids.map((id) => ended(id, 'COMPLETED')));
      for (const id of ids)
        expect(sent.get(id)).to.deep.equal(['create', 'reserve', 'authorize', 'confirm', 'capture']);
    } finally {
      await second.close();
    }
  });
});
