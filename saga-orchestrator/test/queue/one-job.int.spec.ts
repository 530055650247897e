import { STEPS } from '@shop/testkit/sagas/steps';
import { placeOrder } from '../../dist/sagas/place-order.js';
import { randomUUID } from 'node:crypto';
import { silentLogger } from '@shop/common/logging/logger';
import { Queue } from 'bullmq';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../../dist/app.js';
import { SAGAS_QUEUE } from '@shop/protos/channels';
import { configFor, sagasCaller, startRequest, startScripted, type SagasCaller, type Scripted } from '../scripted.js';

const LIVE = ['wait', 'prioritized', 'active', 'delayed'] as const;

describe('each saga that has not ended', () => {
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let app: Service;
  let sagas: SagasCaller;
  let connection: Redis;
  let queue: Queue;
  const ids = Array.from({ length: 30 }, () => randomUUID());

  const config = () => configFor(peers, { redisUrl: redis.url, mongoUri: store.uri('sagas') });
  const progressOf = (job: { progress: unknown } | undefined) => job?.progress as { state?: string } | undefined;

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    app = await startApp(config(), silentLogger());
    sagas = sagasCaller(app.ports.grpc);
    connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    queue = new Queue(SAGAS_QUEUE.name, { connection, prefix: SAGAS_QUEUE.prefix });
    await Promise.all(ids.map((id) => sagas.call('Start', startRequest(id, { paid: false }))));
  });
  after(async () => {
    sagas?.close();
    await app?.close();
    await peers?.close();
    await queue?.close();
    connection?.disconnect();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  const eachHasItsJob = () =>
    until(
      'each waits in one job',
      async () => {
        const jobs = await Promise.all(ids.map((id) => queue.getJob(`saga-${id}`)));
        const waiting = jobs.filter((job) => progressOf(job)?.state === 'WAITING');
        return waiting.length === ids.length && (await queue.getJobCountByTypes('delayed')) === ids.length;
      },
      20_000,
    );

  it('has one job while it waits', async () => {
    await eachHasItsJob();
    expect(await queue.getJobCountByTypes(...LIVE)).to.equal(ids.length);
  });

  it('gets its job again after Redis was wiped, with its state, and sends nothing for that', async () => {
    const sent = ids.map((id) => peers.sent.get(id)?.length);
    await connection.flushall();
    await eachHasItsJob();
    expect(await queue.getJobCountByTypes(...LIVE)).to.equal(ids.length);
    const job = await queue.getJob(`saga-${ids[0]}`);
    expect(job?.progress).to.deep.include({
      state: 'WAITING',
      step: STEPS.pay,
      done: 2,
      of: placeOrder.steps.length,
    });
    expect(job?.progress).to.have.property('deadline');
    expect((await queue.getJobLogs(job!.id!)).logs.at(-1)).to.include(`waits at ${STEPS.pay}`);
    expect(ids.map((id) => peers.sent.get(id)?.length)).to.deep.equal(sent);
  });

  it('gets its job again when only some jobs were lost, or when an older release ended its job', async () => {
    const [lost, ended] = [`saga-${ids[0]}`, `saga-${ids[1]}`];
    await (await queue.getJob(lost))!.remove();
    // an older release leaves the job completed although the saga waits
    await connection.zrem('{shop}:sagas:delayed', ended);
    await connection.hset(`{shop}:sagas:${ended}`, 'finishedOn', Date.now() - 60_000);
    await connection.zadd('{shop}:sagas:completed', Date.now() - 60_000, ended);
    await eachHasItsJob();
  });

  it('keeps its job when another orchestrator starts', async () => {
    const runs = async () =>
      (await Promise.all(ids.map((id) => queue.getJob(`saga-${id}`)))).map((job) => job?.processedOn);
    const [before, added] = [await runs(), await connection.get('{shop}:sagas:id')];
    const other = await startApp(config(), silentLogger());
    const id = randomUUID();
    await sagas.call('Start', startRequest(id), { deadlineMs: 20_000 });
    await other.close();
    expect(await runs()).to.deep.equal(before);
    expect(Number(await connection.get('{shop}:sagas:id'))).to.equal(Number(added) + 1);
  });

  it('leaves no timer after its end, and a job that shows how it ended', async () => {
    const pay = (sagaId: string) =>
      sagas.call(
        'Signal',
        {
          sagaId,
          paymentSubmitted: { paymentMethodId: 'pm', amountMinor: 100, currency: 'USD' },
          until: 'RESTED',
          waitMs: 10_000,
        },
        { deadlineMs: 20_000 },
      );
    await Promise.all(ids.slice(0, 15).map(pay));
    await Promise.all(
      ids.slice(15).map((orderId) => sagas.call('Cancel', { orderId, by: 'u', reason: 'CUSTOMER_CANCELLED' })),
    );
    await until('nothing is left', async () => (await queue.getJobCountByTypes(...LIVE)) === 0);
    const names = (await queue.getJobs('completed')).map(({ name }) => name);
    expect(names.filter((name) => name === 'place-order COMPLETED')).to.have.length(16);
    expect(names.filter((name) => name === 'place-order COMPENSATED CUSTOMER_CANCELLED')).to.have.length(15);
  });
});
