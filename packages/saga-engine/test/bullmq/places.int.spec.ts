import { Faults } from '@shop/common/faults';
import { silentLogger } from '@shop/common/logging/logger';
import { connectRedis, redisReady } from '@shop/common/redis/connection';
import type { Queue } from 'bullmq';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import type { PlaceLimits } from '../../dist/bullmq/participant-places.js';
import { Places } from '../../dist/bullmq/places.js';
import { openSagasQueue, type JobData } from '../../dist/bullmq/sagas-queue.js';
import { wakeUps } from '../../dist/bullmq/wake-ups.js';
import { startWorker, type SagaWorker } from '../../dist/bullmq/worker.js';
import { memoryPorts } from '../core/memory.js';

const CONCURRENCY = 16;

describe('places at a participant', () => {
  let redis: TestRedis;
  let connections: Redis[];
  let queue: Queue<JobData>;
  let worker: SagaWorker;
  let world: ReturnType<typeof memoryPorts>;
  let places: Places;
  let limits: PlaceLimits;

  before(async () => {
    redis = await startRedis();
    const logger = silentLogger();
    connections = [connectRedis(redis.url, { logger }), connectRedis(redis.url, { logger, blocking: true })];
    await redisReady(connections[0]!);
    queue = openSagasQueue(connections[0]!, logger);
  });
  beforeEach(() => {
    limits = { calls: 3, kept: 1, spare: 0, perSecond: 1_000 };
    const wakes = wakeUps(queue, connections[0]!);
    world = memoryPorts({
      queue: wakes,
      now: Date.now,
      ownerOf: (input) => (input as { owner?: string }).owner,
    });
    places = new Places({
      concurrency: CONCURRENCY,
      limitsOf: () => limits,
      nudge: (id) => wakes.nudge(id),
    });
    worker = startWorker(connections[1]!, world.ports, {
      concurrency: CONCURRENCY,
      logger: silentLogger(),
      faults: new Faults(false),
      places,
    });
  });
  afterEach(async () => {
    await worker.close();
    await queue.obliterate({ force: true });
  });
  after(async () => {
    await queue.close();
    for (const connection of connections) connection.disconnect();
    await redis.stop();
  });

  const begin = (id: string, owner: string, preApproved = true) =>
    sagaCalls(world.ports).start({
      saga: 'book-trip',
      id,
      input: { city: 'oslo', owner, ...(preApproved ? { preApproved: 'c1' } : {}) },
    });
  const stateOf = (id: string) => world.journal.sagas.get(id)?.state;
  const sentTo = (step: string) => world.sent.filter((key) => key.endsWith(step)).map((key) => key.split('.')[0]!);

  /** Delays the participant's answers to this step until `letGo`; answers the other steps at once. */
  const slow = (step: string) => {
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const yes = world.participants.answer;
    let [now, most] = [0, 0];
    world.participants.answer = async (command, key) => {
      if (!key.endsWith(step)) return yes(command, key);
      now += 1;
      most = Math.max(most, now);
      await gate;
      now -= 1;
      return yes(command, key);
    };
    return { letGo: () => letGo(), most: () => most };
  };

  it('limit its share of the workers: others continue while it is slow, and each saga keeps its one job', async () => {
    const { letGo, most } = slow('hold-seat');
    await Promise.all(Array.from({ length: 30 }, (_, i) => begin(`slow${i}`, 'ann')));
    await until('all wait for a place or have one', () => {
      const use = places.use().find(({ participant }) => participant === 'airline');
      return use && use.calls + use.waiting === 30;
    });
    expect(most()).to.equal(2);
    await begin('fast', 'bob', false);
    await until('another one continues', () => stateOf('fast') === 'WAITING');
    expect(await queue.getJobCountByTypes('wait', 'prioritized', 'active', 'delayed')).to.equal(31);
    const parked = (await queue.getJobs('delayed')).find(({ data }) => data.sagaId.startsWith('slow'))!;
    expect(parked.progress).to.deep.include({ waitsFor: 'a place at airline', state: 'RUNNING' });
    expect([...world.journal.sagas.values()].flatMap(({ journal }) => journal.map(({ type }) => type))).to.not.include(
      'parked',
    );
    letGo();
    await until('all end', () =>
      Array.from({ length: 30 }, (_, i) => stateOf(`slow${i}`)).every((s) => s === 'COMPLETED'),
    );
    expect(new Set(world.sent).size, 'nothing was sent twice').to.equal(world.sent.length);
  });

  it('are reserved for compensations while steps wait for places', async () => {
    await begin('turned', 'ann', false);
    await until('it waits', () => stateOf('turned') === 'WAITING');
    const { letGo } = slow('hold-room');
    await Promise.all(Array.from({ length: 20 }, (_, i) => begin(`slow${i}`, 'bob')));
    await until('places are taken', () => places.use().some(({ waiting }) => waiting > 10));
    await sagaCalls(world.ports).cancel('turned', { by: 'ann', reason: 'TRAVELLER_CANCELLED' });
    await until('it is undone', () => stateOf('turned') === 'COMPENSATED');
    letGo();
  });

  it('are assigned to the travellers in turn', async () => {
    const { letGo } = slow('hold-seat');
    for (let i = 0; i < 20; i++) await begin(`many${i}`, 'ann');
    await until('they wait', () => places.use().some(({ waiting }) => waiting === 18));
    await begin('one', 'bob');
    await until('it waits as well', () => places.use().some(({ waiting }) => waiting === 19));
    letGo();
    await until('it has been sent', () => sentTo('hold-seat').includes('one'));
    // without turns it would come after 20 of the other traveller
    expect(sentTo('hold-seat').indexOf('one')).to.be.lessThan(10);
  });

  it('are not all assigned to one traveller: another finds a free one, without waiting for the first', async () => {
    limits = { calls: 10, kept: 2, spare: 1, perSecond: 1_000 };
    const { letGo, most } = slow('hold-seat');
    await Promise.all(Array.from({ length: 30 }, (_, i) => begin(`many${i}`, 'ann')));
    const waiting = () => places.use().find(({ participant }) => participant === 'airline')?.waiting;
    await until('they wait', () => waiting() === 23);
    expect(most()).to.equal(7);
    await begin('one', 'bob');
    await until('it is sent', () => sentTo('hold-seat').includes('one'));
    expect([most(), waiting()]).to.deep.equal([8, 23]);
    await begin('two', 'bob');
    await until('it waits, since no place is free', () => waiting() === 24);
    letGo();
    await until('all end', () => [...world.journal.sagas.values()].every(({ state }) => state === 'COMPLETED'), 20_000);
  });

  it('are assigned no faster than its rate', async () => {
    limits = { ...limits, perSecond: 5 };
    const began = Date.now();
    await Promise.all(Array.from({ length: 5 }, (_, i) => begin(`o${i}`, 'ann')));
    await until('all end', () => [...world.journal.sagas.values()].every(({ state }) => state === 'COMPLETED'), 20_000);
    expect(world.sent).to.have.length(25);
    // airline gets two calls of each saga, five of them from the burst
    expect(Date.now() - began).to.be.at.least(900);
  });

  it('for new sagas go first to travellers with few waiting ones, whatever another has queued before', async () => {
    const { letGo } = slow('create-trip');
    for (let i = 0; i < 40; i++) await begin(`many${i}`, 'ann');
    await begin('one', 'bob');
    letGo();
    await until('all end', () => [...world.journal.sagas.values()].every(({ state }) => state === 'COMPLETED'), 20_000);
    expect(sentTo('create-trip').indexOf('one')).to.be.lessThan(20);
  });
});
