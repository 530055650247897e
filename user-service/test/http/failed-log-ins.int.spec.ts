import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startUsers, type Users } from '../support/users.js';

describe('failed log-ins', () => {
  let users: Users;
  before(async () => {
    users = await startUsers({ replicas: 2 });
  });
  after(() => users.stop());

  const attempt = (email: string, password: string, n = 0, address?: string) =>
    users.call('POST', n % 2 ? '/api/sessions' : '/api/users/login', {
      body: { email, password },
      replica: n % 2,
      ...(address ? { address } : {}),
    });
  /** Statuses of `count` wrong attempts, over both log-ins and both replicas in turn. */
  const fail = async (email: string, count: number) => {
    const statuses: number[] = [];
    for (let n = 0; n < count; n++)
      statuses.push((await attempt(n % 3 ? email : email.toUpperCase(), 'wrong', n)).status);
    return statuses;
  };

  it('close both log-ins of an account from the tenth in a row, even to the right password', async () => {
    const { email, password } = await users.register();
    expect(await fail(email, 11)).to.deep.equal([...Array(9).fill(401), 429, 429]);
    for (const n of [0, 1]) {
      const { status, body, headers } = await attempt(email, password, n);
      expect([status, body.code]).to.deep.equal([429, 'RATE_LIMITED']);
      expect(Number(headers.get('retry-after'))).to.be.within(1, 60);
    }
  });

  const [HOME, HOME_TOO, OFFICE, ELSEWHERE] = ['2001:db8:1:2::5', '2001:db8:1:2::77', '192.0.2.7', '198.51.100.9'];
  const guess = async (email: string, address: string, count = 12) => {
    const statuses: number[] = [];
    for (let n = 0; n < count; n++) statuses.push((await attempt(email, `wrong ${n}`, n, address)).status);
    return statuses;
  };

  it('from other addresses do not lock out the owner at known addresses, whatever the guesser tries', async () => {
    const { email, password } = await users.register();
    for (const address of [HOME!, OFFICE!]) expect((await attempt(email, password, 0, address)).status).to.equal(200);
    expect(await guess(email, ELSEWHERE!)).to.deep.equal([...Array(9).fill(401), 429, 429, 429]);
    for (const address of [HOME!, HOME_TOO!, OFFICE!])
      for (const n of [0, 1]) expect((await attempt(email, password, n, address)).status).to.be.oneOf([200, 201]);
    // the owner's success does not reset the guesser's count, and the right password is refused there, too
    expect((await attempt(email, password, 0, ELSEWHERE)).status).to.equal(429);
    expect((await attempt(email, password, 0, '203.0.113.1')).status).to.equal(429);
  });

  it('from a known address close the account to that address only', async () => {
    const { email, password } = await users.register();
    for (const address of [HOME!, OFFICE!]) expect((await attempt(email, password, 0, address)).status).to.equal(200);
    expect(await guess(email, HOME_TOO!, 10)).to.deep.equal([...Array(9).fill(401), 429]);
    expect((await attempt(email, password, 0, HOME)).status).to.equal(429);
    expect((await attempt(email, password, 0, OFFICE)).status).to.equal(200);
    expect((await attempt(email, password, 0, ELSEWHERE)).status).to.equal(200);
  });

  it('store no address in the database', async () => {
    const { email, password } = await users.register();
    await attempt(email, password, 0, OFFICE);
    const mongo = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
    const stored = JSON.stringify(await mongo.collection('users').findOne({ email }));
    await mongo.close();
    expect(stored).to.include('knownAddresses').and.not.include(OFFICE);
  });

  it('are verified ten times at most, even if the right password is among many at once', async () => {
    const { email, password } = await users.register();
    for (let round = 0; round < 3; round++) {
      const guesses = Array.from({ length: 40 }, (_, n) => (n === 39 ? password : `wrong ${n}`));
      const replies = await Promise.all(guesses.map((each, n) => attempt(email, each, n)));
      expect(replies.filter(({ status }) => status < 300)).to.deep.equal([]);
    }
  });

  it('close an address without an account in the same way', async () => {
    expect(await fail('nobody-at-all@example.com', 10)).to.deep.equal([...Array(9).fill(401), 429]);
  });

  it('do not affect other accounts', async () => {
    const [one, other] = [await users.register(), await users.register()];
    await fail(one.email, 10);
    await users.logIn(other);
  });

  it('are forgotten after a success', async () => {
    const { email, password } = await users.register();
    await fail(email, 9);
    expect((await attempt(email, password)).status).to.equal(200);
    expect(await fail(email, 9)).to.deep.equal(Array(9).fill(401));
    expect((await attempt(email, password, 1)).status).to.equal(201);
  });

  it('are counted when they come at once: nine are answered, the rest are refused with 429', async () => {
    const { email } = await users.register();
    const replies = await Promise.all(Array.from({ length: 40 }, (_, n) => attempt(email, `wrong ${n}`, n)));
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect([count(401), count(429)]).to.deep.equal([9, 31]);
  });

  it('do not limit many successful log-ins at once', async () => {
    const { email, password } = await users.register();
    const replies = await Promise.all(Array.from({ length: 40 }, (_, n) => attempt(email, password, n)));
    expect(new Set(replies.map(({ status }) => status))).to.deep.equal(new Set([200, 201]));
  });

  it('store no address in Redis', async () => {
    const { email } = await users.register();
    await fail(email, 2);
    const redis = new Redis(users.redis.url);
    const keys = await redis.keys('*');
    redis.disconnect();
    expect(keys.filter((key) => key.startsWith('users:failed-log-ins:')).length).to.be.above(0);
    expect(keys.join(' ')).to.not.include('@');
  });

  it('are counted in memory while Redis is down, and log-ins still work', async () => {
    const { email, password } = await users.register();
    await users.redis.kill();
    try {
      expect((await attempt(email, password)).status).to.equal(200);
      const statuses: number[] = [];
      for (let n = 0; n < 11; n++) statuses.push((await attempt(email, 'wrong')).status);
      expect(statuses).to.deep.equal([...Array(9).fill(401), 429, 429]);
      expect((await attempt(email, password)).status).to.equal(429);
    } finally {
      await users.redis.start();
    }
  });

  it('wait for a Redis that hangs once, not for each command', async () => {
    const { email, password } = await users.register();
    expect(await fail(email, 8)).to.deep.equal(Array(8).fill(401));
    users.redis.pause();
    const began = performance.now();
    try {
      expect((await attempt(email, password)).status).to.equal(200);
      expect(performance.now() - began).to.be.below(3_500);
    } finally {
      users.redis.resume();
    }
    expect(await fail(email, 2), 'the row has ended').to.deep.equal([401, 401]);
  });
});
