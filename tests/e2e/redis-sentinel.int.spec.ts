import { connectRedis, pingRedis, redisReady } from '@shop/common/redis/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { Queue, Worker } from 'bullmq';
import { expect } from 'chai';
import { startRedisSentinel, type RedisGroup } from '../support/redis-cluster.js';

describe('a Redis primary behind a Sentinel', () => {
  let group: RedisGroup;
  before(async () => {
    group = await startRedisSentinel();
  });
  after(() => group?.stop());

  it('is found by name, and serves commands, Pub/Sub and the queue', async () => {
    const logger = silentLogger();
    const redis = connectRedis(group.url, { logger });
    const [subscriber, taking] = [1, 2].map(() => connectRedis(group.url, { logger, blocking: true }));
    const queue = new Queue('trial', { connection: redis, prefix: '{shop}' });
    let worker: Worker | undefined;
    const worked = new Promise<unknown>((resolve) => {
      worker = new Worker('trial', async ({ data }) => resolve(data), { connection: taking!, prefix: '{shop}' });
      worker.on('error', () => undefined);
    });
    try {
      await redisReady(redis);
      await pingRedis(redis);
      expect(redis.options.sentinels).to.have.length(1);

      const heard = new Promise((resolve) => subscriber!.once('message', (_, text) => resolve(text)));
      await subscriber!.subscribe('news');
      await redis.publish('news', 'hello');
      expect(await heard).to.equal('hello');

      await queue.add('wake', { sagaId: 'a' });
      expect(await worked).to.deep.equal({ sagaId: 'a' });
    } finally {
      await worker?.close();
      await queue.close();
      for (const connection of [redis, subscriber!, taking!]) connection.disconnect();
    }
  });
});
