import { randomUUID } from 'node:crypto';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { silentLogger } from '@shop/common/logging/logger';
import { pause } from '@shop/common/time';
import { Queue } from 'bullmq';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import type { Service } from '@shop/common/service/start-service';
import { startApp } from '../../dist/app.js';
import { SAGAS_QUEUE } from '@shop/protos/channels';
import {
  configFor,
  sagasCaller,
  SECRET,
  startRequest,
  startScripted,
  type SagasCaller,
  type Scripted,
} from '../scripted.js';

/** BACKLOG=4000 tests for 40 s the size at which jobs once multiplied. */
const MANY = Number(process.env['BACKLOG'] ?? 300);
/** The duration of the backlog: longer than a run's lease, so that the sweep finds waiting sagas. */
const LASTS_MS = process.env['BACKLOG'] ? 40_000 : 12_000;
const WORKERS = 2;
/** The duration of each first command, so that the backlog lasts. */
const FIRST_MS = Math.ceil((WORKERS * 1.3 * LASTS_MS) / MANY);
const AT_ONCE = 20;
const DEADLINE_MS = 60_000 + 100 * MANY;
const LIVE = ['wait', 'prioritized', 'active', 'delayed'] as const;

describe(`a backlog of ${MANY} sagas`, function () {
  this.timeout(2 * DEADLINE_MS);
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let apps: Service[];
  let sagas: SagasCaller;
  let connection: Redis;
  let queue: Queue;
  const ids = Array.from({ length: MANY }, () => randomUUID());
  const acceptedAt = new Map<string, number>();
  /** Ids in the order in which their first command was sent. */
  const begun: string[] = [];
  const sampled = { age: 0, jobs: 0 };

  const metric = async (name: string) => {
    const text = await (await fetch(`http://127.0.0.1:${apps[1]!.ports.http}/metrics`)).text();
    const line = text.split('\n').find((each) => each.startsWith(name) && !each.startsWith('#'));
    return Number(line?.split(' ').at(-1));
  };
  const jobs = (state: string) => metric(`saga_queue_jobs{state="${state}"`);
  const waiting = () => queue.getJobCountByTypes('wait', 'prioritized');
  const added = async () => Number(await connection.get('{shop}:sagas:id'));
  const faults = async (app: Service, body?: object) => {
    const token = new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'root', role: 'admin' });
    const headers = { [INTERNAL_HEADER]: token, 'content-type': 'application/json' };
    const options = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers };
    return (await fetch(`http://127.0.0.1:${app.ports.http}/faults`, options)).json() as Promise<{
      armed: { times: number }[];
    }>;
  };
  /** Counts wake-ups: each one uses up one of these faults, which do nothing. */
  const counting = { at: 'orchestrator.wake.before', do: 'delay', delayMs: 0, times: 1_000_000 };
  const wakeUps = async () => {
    const left = await Promise.all(apps.map(async (app) => (await faults(app)).armed[0]!.times));
    return left.reduce((sum, times) => sum + counting.times - times, 0);
  };
  /** The oldest saga that has sent nothing yet. */
  const oldest = () => {
    const sent = new Set(begun);
    return ids.find((id) => !sent.has(id));
  };

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    const config = configFor(
      peers,
      { redisUrl: redis.url, mongoUri: store.uri('sagas') },
      { CONCURRENCY: WORKERS / 2, FAULT_INJECTION: true },
    );
    apps = [await startApp(config, silentLogger()), await startApp(config, silentLogger())];
    for (const app of apps) await faults(app, counting);
    sagas = sagasCaller(...apps.map(({ ports }) => ports.grpc));
    connection = new Redis(redis.url, { maxRetriesPerRequest: null });
    queue = new Queue(SAGAS_QUEUE.name, { connection, prefix: SAGAS_QUEUE.prefix });
    for (const id of ids)
      peers.script.set(`${id} create`, async () => {
        begun.push(id);
        if (sampled.age === 0) await pause(FIRST_MS);
      });
    for (let first = 0; first < MANY; first += AT_ONCE)
      await Promise.all(
        ids.slice(first, first + AT_ONCE).map(async (id) => {
          // each of another customer, because customers are served in turn
          await sagas.call('Start', startRequest(id, { until: 'ACCEPTED', userId: id }), { deadlineMs: 30_000 });
          acceptedAt.set(id, Date.now());
        }),
      );
  });
  after(async () => {
    sagas?.close();
    await Promise.all((apps ?? []).map((app) => app.close()));
    await peers?.close();
    await queue?.close();
    connection?.disconnect();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  it('is in the metrics: jobs that could run, active ones, and the age of the oldest', async () => {
    expect(await waiting()).to.be.greaterThan(MANY / 4);
    const lookAtOnce = async () => {
      const [before, first] = [await waiting(), oldest()!];
      const asked = Date.now();
      const [wait, active, age] = [await jobs('wait'), await jobs('active'), await metric('saga_backlog_age_seconds')];
      const [after, last, now] = [await waiting(), oldest() ?? ids.at(-1)!, Date.now()];
      expect(wait, 'saga_queue_jobs wait').to.be.within(after, before);
      expect(active, 'saga_queue_jobs active').to.be.within(1, WORKERS);
      // the next ones may be active and not have sent anything yet
      const youngest = ids[Math.min(MANY - 1, ids.indexOf(last) + AT_ONCE + WORKERS)]!;
      const bounds = [asked - acceptedAt.get(youngest)!, now - acceptedAt.get(first)!].map((ms) => ms / 1000);
      expect(age, 'saga_backlog_age_seconds').to.be.within(bounds[0]! - 0.5, bounds[1]! + 0.5);
      return age;
    };
    await lookAtOnce();
    // older than a run's lease, so that the sweep has found all waiting sagas
    sampled.age = await until(
      'the oldest has waited so long',
      async () => {
        const age = await lookAtOnce();
        sampled.jobs = Math.max(sampled.jobs, await queue.getJobCountByTypes(...LIVE));
        return age > LASTS_MS / 1000 ? age : undefined;
      },
      DEADLINE_MS,
    );
  });

  it('wakes and runs each saga once, however often the sweep finds it, the oldest first', async () => {
    await until('all have ended', async () => (await queue.getJobCountByTypes(...LIVE)) === 0, DEADLINE_MS);
    expect(begun).to.have.length(MANY);
    // a start that Redis answered late is repeated once; the sweep finds each of them every second and wakes none
    expect(await added(), 'jobs ever added').to.be.within(MANY, MANY + AT_ONCE);
    expect(await wakeUps(), 'wake-ups').to.be.within(MANY, 1.1 * MANY + AT_ONCE);
    expect(sampled.jobs, 'jobs at once').to.be.at.most(MANY);
    const ended = await queue.getJobs(['completed'], 0, MANY);
    const runs = ended.reduce((sum, { attemptsStarted }) => sum + attemptsStarted, 0);
    console.log(
      `      ${ended.length} jobs, ${await wakeUps()} wake-ups, ${runs} runs; the oldest waited ${sampled.age.toFixed(1)} s`,
    );
    expect([ended.length, runs]).to.deep.equal([MANY, MANY]);
    const place = new Map(begun.map((id, index) => [id, index]));
    const late = Math.max(...ids.map((id, index) => place.get(id)! - index));
    // started so many at a time, at two processes
    expect(late, 'places behind its turn').to.be.at.most(2 * AT_ONCE + WORKERS);
    for (const id of ids)
      expect(peers.sent.get(id)).to.deep.equal(['create', 'reserve', 'authorize', 'confirm', 'capture']);
  });

  it('leaves no job, no timer and no age behind', async () => {
    for (const state of ['wait', 'active', 'delayed', 'failed']) expect(await jobs(state), state).to.equal(0);
    expect(await metric('saga_backlog_age_seconds')).to.equal(0);
  });

  it('shows what rests as delayed and not as a backlog, and takes the timer of a saga that has moved on away', async () => {
    const id = randomUUID();
    await sagas.call('Start', startRequest(id, { paid: false }), { deadlineMs: 20_000 });
    await until('it waits', async () => (await jobs('delayed')) === 1);
    expect([await jobs('wait'), await metric('saga_backlog_age_seconds')]).to.deep.equal([0, 0]);
    await sagas.call('Cancel', { orderId: id, by: 'u', reason: 'CUSTOMER_CANCELLED' });
    await until('it has ended', async () => (await queue.getJobCountByTypes(...LIVE)) === 0);
    expect([await jobs('delayed'), await connection.zcard('{shop}:sagas:delayed')]).to.deep.equal([0, 0]);
  });
});
