import { silentLogger } from '@shop/common/logging/logger';
import { connectRedis, redisReady } from '@shop/common/redis/connection';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import type { Context } from 'koa';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { RateLimit } from '../../dist/limits/rate-limits.js';

const LIMIT = 600;
const logger = silentLogger();
const ctx = { set: () => undefined } as unknown as Context;

describe('a limit under bursts', () => {
  let redis: TestRedis;
  const connections: Redis[] = [];
  before(async () => {
    redis = await startRedis();
  });
  after(async () => {
    for (const connection of connections) connection.disconnect();
    await redis.stop();
  });
  const gateway = async () => {
    const connection = connectRedis(redis.url, { logger });
    connections.push(connection);
    await redisReady(connection);
    return new RateLimit('requests', LIMIT, connection, logger);
  };
  /** How many of `size` simultaneous requests are admitted. */
  const burst = async (limit: RateLimit, key: string, size: number) => {
    const all = Array.from({ length: size }, async () => limit.take(ctx, key));
    return (await Promise.allSettled(all)).filter(({ status }) => status === 'fulfilled').length;
  };

  it('admits exactly its number, however many requests come at once', async () => {
    for (const size of [1, 7, 64, 700]) {
      const limit = await gateway();
      let letIn = 0;
      let refused = false;
      for (let asked = 0; asked < LIMIT + 100; asked += size) {
        const these = await burst(limit, `size-${size}`, size);
        if (refused) expect(these, `after a refusal, ${size} at once`).to.equal(0);
        refused ||= these < size;
        letIn += these;
      }
      expect(letIn, `${size} at once`).to.equal(LIMIT);
    }
  });

  it('admits no more over two gateways, and only a few fewer', async () => {
    const gateways = await Promise.all([gateway(), gateway()]);
    let letIn = 0;
    for (let round = 0; round < 60; round++)
      letIn += (await Promise.all(gateways.map((each) => burst(each, 'shared', 10)))).reduce((a, b) => a + b);
    expect(letIn).to.be.within(LIMIT * 0.95, LIMIT);
  });
});
