import { silentLogger } from '@shop/common/logging/logger';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { localParticipants, participant, saga, startSagas, type RunningSagas } from '../dist/index.js';
import { recordingLogger } from './recording-logger.js';

interface Hotel {
  book(request: { trip: string }): void;
}
const hotel = participant<Hotel>('hotel');
const bookRoom = saga<object>('book-room', { version: 1 })
  .pivot('book', { command: (s) => hotel.book({ trip: s.id }) })
  .end();
const KEY = '{sagas}:sagas:database';
/** How often the owner of the queue was read, by the slow log of Redis. */
async function timesAsked(client: Redis): Promise<number> {
  const slow = (await client.slowlog('GET', 10_000)) as [id: number, at: number, took: number, command: string[]][];
  return slow.filter(([, , , [name, key]]) => name?.toLowerCase() === 'get' && key === KEY).length;
}
const isWarning = (line: string) => line.includes('another database');

describe('engines that use one Redis', () => {
  let redis: TestRedis;
  let store: TestStore;
  let client: Redis;
  let running: RunningSagas[];

  before(async () => {
    [redis, store] = await Promise.all([startRedis(), startStore()]);
    client = new Redis(redis.url);
  });
  beforeEach(async () => {
    running = [];
    await client.flushall();
  });
  afterEach(() => Promise.all(running.map((each) => each.close())));
  after(async () => {
    client.disconnect();
    await Promise.all([redis.stop(), store.stop()]);
  });

  const start = async (
    database: string,
    more: { queuePrefix?: string; logger?: ReturnType<typeof silentLogger> } = {},
  ) => {
    const sagas = await startSagas({
      definitions: [bookRoom],
      participants: localParticipants({ hotel: { book: () => undefined } }),
      mongodbUri: store.uri(database),
      redisUrl: redis.url,
      logger: silentLogger(),
      ...more,
    });
    running.push(sagas);
    return sagas;
  };
  const refusal = (database: string) =>
    start(database).then(
      () => undefined,
      (error: Error & { exitCode?: number }) => [error.exitCode, error.message] as const,
    );

  it('with different databases are refused at their start, with a message that says what to do', async () => {
    const first = await start('one');
    const [code, message = ''] = (await refusal('other')) ?? [];
    expect(code).to.equal(78);
    expect(message).to.match(
      /^The sagas of another database use this Redis under \{sagas\}: .*queuePrefix of its own.*/,
    );
    expect(message).to.contain(KEY);
    await start('other', { queuePrefix: '{others}' });
    await first.start(bookRoom, 'r1', {});
    expect((await first.ended('r1')).state).to.equal('COMPLETED');
  });

  it('with one database all start, at once and one after the other', async () => {
    await Promise.all([start('fleet'), start('fleet'), start('fleet')]);
    await running.shift()!.close();
    await start('fleet');
    expect(running).to.have.length(3);
  });

  it('keep their ownership when Redis is emptied while they run, and while none runs', async () => {
    const first = await start('one');
    const identity = await client.get(KEY);
    await client.flushall();
    await until('the key is set again', async () => (await client.get(KEY)) === identity, 60_000);
    expect((await refusal('other'))?.[0]).to.equal(78);
    await first.start(bookRoom, 'r2', {});
    expect((await first.ended('r2')).state).to.equal('COMPLETED');

    await first.close();
    running.shift();
    await client.flushall();
    await start('one');
    expect(await client.get(KEY)).to.equal(identity);
  });

  it('log once each time that another database has become the owner of the queue, and continue', async () => {
    const lines: string[] = [];
    const first = await start('one', { logger: recordingLogger(lines) });
    const identity = (await client.get(KEY))!;
    // every command counts as slow, so that the slow log contains the reads of the owner
    await client.config('SET', 'slowlog-max-len', 10_000);
    await client.config('SET', 'slowlog-log-slower-than', 0);
    const askedAgain = async () => {
      await client.slowlog('RESET');
      await until('the owner is read again', async () => (await timesAsked(client)) >= 3, 60_000);
    };
    try {
      for (const times of [1, 2]) {
        await client.set(KEY, 'another');
        await until('it is logged', () => lines.filter(isWarning).length === times, 60_000);
        await askedAgain();
        expect(lines.filter(isWarning)).to.have.length(times);
        await client.set(KEY, identity);
        await askedAgain();
      }
    } finally {
      await client.config('SET', 'slowlog-log-slower-than', -1);
    }
    await client.set(KEY, 'another');
    await first.start(bookRoom, 'r3', {});
    expect((await first.ended('r3')).state).to.equal('COMPLETED');
  });
});
