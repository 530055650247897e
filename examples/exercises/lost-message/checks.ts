import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import type { Setting } from '../../setting.js';
import { diesAtEachWrite, type Check } from '../check.js';
import { CHANNEL, type Sale, type Sold, type Sources } from './given.js';
import type { startConsumer } from './start.js';

type Yours = { startConsumer: typeof startConsumer };

/** A shop that sells, and consumers that start and stop. */
async function shop({ db, redisUrl }: Setting, { startConsumer }: Yours) {
  const log = db.collection<Sale>('log');
  const sold = db.collection<Sold>('sold');
  const publisher = new Redis(redisUrl);
  let position = 0;
  const empty = async () => {
    await log.deleteMany({});
    await sold.replaceOne({ _id: 'sold' }, { pieces: 0 }, { upsert: true });
    position = 0;
  };
  await empty();
  const counted = async () => (await sold.findOne({ _id: 'sold' }))!.pieces;
  return {
    sold,
    empty,
    /** `heard`: how often the message is published to the listeners. */
    async sell(pieces: number, heard = 1) {
      const sale = { _id: (position += 1), pieces };
      await log.insertOne(sale);
      for (let time = 0; time < heard; time++) await publisher.publish(CHANNEL, JSON.stringify(sale));
    },
    /** Runs `work` while a consumer runs. */
    async with(work: () => Promise<void>, into: Sources['sold'] = sold) {
      const redis = new Redis(redisUrl);
      const consumer = await startConsumer({ log, sold: into, redis });
      try {
        await work();
      } finally {
        await consumer.stop();
        redis.disconnect();
      }
    },
    /** Rejects unless this many pieces were counted within two seconds, and not more in the half second after that. */
    async counts(pieces: number) {
      for (const end = Date.now() + 2_000; Date.now() < end && (await counted()) !== pieces;) await pause(20);
      expect(await counted(), 'pieces that it has counted').to.equal(pieces);
      await pause(500);
      expect(await counted(), 'pieces that it has counted half a second later').to.equal(pieces);
    },
    counted,
    close: () => publisher.disconnect(),
  };
}
type Shop = Awaited<ReturnType<typeof shop>>;

const check = (title: string, holds: (shop: Shop) => Promise<void>): Check<Yours> => ({
  title,
  async holds(yours, setting) {
    const opened = await shop(setting, yours);
    try {
      await holds(opened);
    } finally {
      opened.close();
    }
  },
});

export const checks: readonly Check<Yours>[] = [
  check('counts what is sold while it listens', (shop) =>
    shop.with(async () => {
      await shop.sell(2);
      await shop.sell(3);
      await shop.counts(5);
    }),
  ),
  check('counts what was sold while it was away', async (shop) => {
    await shop.with(async () => {
      await shop.sell(2);
      await shop.counts(2);
    });
    await shop.sell(3);
    await shop.with(() => shop.counts(5));
  }),
  check('counts a sale that Redis told nobody of, within two seconds', (shop) =>
    shop.with(async () => {
      await shop.sell(2, 0);
      await shop.counts(2);
    }),
  ),
  check('counts a sale once that it is told of three times', (shop) =>
    shop.with(async () => {
      await shop.sell(2, 3);
      await shop.sell(3, 2);
      await shop.counts(5);
    }),
  ),
  check('counts a sale once when two consumers run', (shop) =>
    shop.with(() =>
      shop.with(async () => {
        await shop.sell(2);
        await shop.sell(3);
        await shop.counts(5);
      }),
    ),
  ),
  check('counts each sale once, whenever its process dies', (shop) =>
    diesAtEachWrite(shop.sold, {
      async first(dying) {
        await shop.empty();
        await shop.with(async () => {
          await shop.sell(2);
          await shop.sell(3);
          for (const end = Date.now() + 500; Date.now() < end && (await shop.counted()) !== 5;) await pause(20);
        }, dying);
      },
      async next() {
        await shop.with(() => shop.counts(5));
      },
    }),
  ),
];
