import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startUsers, type Users } from '../support/users.js';

describe('failed log-ins', () => {
  let users: Users;
  before(async () => {
    users = await startUsers({ replicas: 2 });
  });
  after(() => users.stop());

  const attempt = (email: string, password: string, n = 0) =>
    users.call('POST', n % 2 ? '/api/sessions' : '/api/users/login', { body: { email, password }, replica: n % 2 });
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
