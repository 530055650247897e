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

  it('close an account to both log-ins from the tenth in a row, the right password included', async () => {
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

  it('from elsewhere do not keep the owner out where it logged in before, whatever the guesser tries', async () => {
    const { email, password } = await users.register();
    for (const address of [HOME!, OFFICE!]) expect((await attempt(email, password, 0, address)).status).to.equal(200);
    expect(await guess(email, ELSEWHERE!)).to.deep.equal([...Array(9).fill(401), 429, 429, 429]);
    for (const address of [HOME!, HOME_TOO!, OFFICE!])
      for (const n of [0, 1]) expect((await attempt(email, password, n, address)).status).to.be.oneOf([200, 201]);
    // the owner's success is none of the guesser's, nor does the guesser get in with the right password
    expect((await attempt(email, password, 0, ELSEWHERE)).status).to.equal(429);
    expect((await attempt(email, password, 0, '203.0.113.1')).status).to.equal(429);
  });

  it('from a known address close that one alone', async () => {
    const { email, password } = await users.register();
    for (const address of [HOME!, OFFICE!]) expect((await attempt(email, password, 0, address)).status).to.equal(200);
    expect(await guess(email, HOME_TOO!, 10)).to.deep.equal([...Array(9).fill(401), 429]);
    expect((await attempt(email, password, 0, HOME)).status).to.equal(429);
    expect((await attempt(email, password, 0, OFFICE)).status).to.equal(200);
    expect((await attempt(email, password, 0, ELSEWHERE)).status).to.equal(200);
  });

  it('keep no address in the database either', async () => {
    const { email, password } = await users.register();
    await attempt(email, password, 0, OFFICE);
    const mongo = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
    const stored = JSON.stringify(await mongo.collection('users').findOne({ email }));
    await mongo.close();
    expect(stored).to.include('knownAddresses').and.not.include(OFFICE);
  });

  it('are looked at ten times at most, also when the right password is among many at once', async () => {
    const { email, password } = await users.register();
    for (let round = 0; round < 3; round++) {
      const guesses = Array.from({ length: 40 }, (_, n) => (n === 39 ? password : `wrong ${n}`));
      const replies = await Promise.all(guesses.map((each, n) => attempt(email, each, n)));
      expect(replies.filter(({ status }) => status < 300)).to.deep.equal([]);
    }
  });

  it('do so for an address that nobody has', async () => {
    expect(await fail('nobody-at-all@example.com', 10)).to.deep.equal([...Array(9).fill(401), 429]);
  });

  it('leave other accounts alone', async () => {
    const [one, other] = [await users.register(), await users.register()];
    await fail(one.email, 10);
    await users.logIn(other);
  });

  it('are forgotten by a success', async () => {
    const { email, password } = await users.register();
    await fail(email, 9);
    expect((await attempt(email, password)).status).to.equal(200);
    expect(await fail(email, 9)).to.deep.equal(Array(9).fill(401));
    expect((await attempt(email, password, 1)).status).to.equal(201);
  });

  it('are counted when they come at once: nine are answered, the rest told to wait', async () => {
    const { email } = await users.register();
    const replies = await Promise.all(Array.from({ length: 40 }, (_, n) => attempt(email, `wrong ${n}`, n)));
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect([count(401), count(429)]).to.deep.equal([9, 31]);
  });

  it('do not hinder many right log-ins at once', async () => {
    const { email, password } = await users.register();
    const replies = await Promise.all(Array.from({ length: 40 }, (_, n) => attempt(email, password, n)));
    expect(new Set(replies.map(({ status }) => status))).to.deep.equal(new Set([200, 201]));
  });

  it('keep no address in Redis', async () => {
    const { email } = await users.register();
    await fail(email, 2);
    const redis = new Redis(users.redis.url);
    const keys = await redis.keys('*');
    redis.disconnect();
    expect(keys.filter((key) => key.startsWith('users:failed-log-ins:')).length).to.be.above(0);
    expect(keys.join(' ')).to.not.include('@');
  });

  it('are counted in memory while Redis is away; log-ins go on', async () => {
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
});
