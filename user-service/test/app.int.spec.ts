import { connectMongo } from '@shop/common/mongo/connection';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { startApp } from '../dist/app.js';
import { ADMIN, keepingLogger, startUsers, type Users } from './support/users.js';

describe('user-service as a process', () => {
  let users: Users;
  const kept = keepingLogger();
  before(async () => {
    users = await startUsers({ replicas: 3, logger: kept.logger });
  });
  after(() => users.stop());
  const url = () => `http://127.0.0.1:${users.apps[0]!.ports.http}`;
  const ready = async () => {
    const answer = await fetch(`${url()}/health/ready`);
    const { checks } = (await answer.json()) as { checks: Record<string, string> };
    return { status: answer.status, checks };
  };

  it('creates one administrator, however many replicas start at once, and does not change it afterwards', async () => {
    const as = await users.admin();
    const { body } = await users.call('GET', '/api/users', { as });
    expect(body.items.filter(({ role }: { role: string }) => role === 'admin')).to.have.length(1);
    const again = await startApp({ ...users.config, ADMIN_PASSWORD: 'another password' }, silentLogger());
    await again.close();
    await users.logIn(ADMIN);
  });

  it('does not make an account an administrator that registered the address before', async () => {
    const who = await users.register();
    const again = await startApp({ ...users.config, ADMIN_EMAIL: who.email }, silentLogger());
    await again.close();
    expect((await users.call('GET', '/api/users/me', { as: who })).body.role).to.equal('user');
  });

  it('answers only health and metrics without a token', async () => {
    for (const path of ['/api/users/me', '/.well-known/jwks.json', '/openapi.json'])
      expect((await fetch(url() + path)).status, path).to.equal(401);
    for (const path of ['/health/live', '/health/ready', '/metrics'])
      expect((await fetch(url() + path)).status, path).to.equal(200);
  });

  it('describes every public call', async () => {
    const { body } = await users.call('GET', '/openapi.json');
    expect(body.paths).to.have.all.keys(
      '/api/users/register',
      '/api/users/login',
      '/api/users/refresh',
      '/api/users/logout',
      '/api/users/password-reset',
      '/api/users/password-reset/confirm',
      '/api/users/me',
      '/api/users/me/password',
      '/api/users',
      '/api/users/{id}',
      '/api/sessions',
      '/.well-known/jwks.json',
    );
    const { requestBody } = body.paths['/api/users/register'].post;
    expect(requestBody.content['application/json'].schema.properties.password).to.include({
      minLength: 8,
      maxLength: 128,
    });
  });

  it('keeps passwords and tokens out of its logs and its database', async () => {
    const password = 'do-not-write-this-down';
    const email = 'secretive@example.com';
    const headers = { 'idempotency-key': 'secretive' };
    await users.call('POST', '/api/users/register', { body: { email, password, name: 'Ada' }, headers });
    const { refreshToken, accessToken } = await users.logIn({ email, password });
    const { body } = await users.call('POST', '/api/users/refresh', { body: { refreshToken } });
    await users.call('POST', '/api/users/refresh', { body: { refreshToken } });
    await users.call('POST', '/api/users/login', { body: { email, password: `${password}!` } });
    await users.call('POST', '/api/users/login', { body: { email, password: { $gt: password } } });

    const mongo = await connectMongo(users.store.uri('users'), { logger: silentLogger() });
    const stored: string[] = [];
    for (const name of ['users', 'refresh_families', 'sessions', 'signing_keys', 'idempotency', 'password_resets'])
      stored.push(JSON.stringify(await mongo.collection(name).find({}).toArray()));
    await mongo.close();
    expect(stored.join()).to.include('$argon2id$');
    const everything = [...stored, ...kept.lines].join('\n');
    expect(kept.lines.join()).to.include('A used refresh token was sent again');
    const secrets = [password, accessToken, refreshToken, refreshToken.split('.')[1]!, body.refreshToken];
    for (const secret of [...secrets, users.config.JWT_KEY_SECRET, users.config.INTERNAL_TOKEN_SECRET])
      expect(everything.includes(secret), secret).to.equal(false);
  });

  it('names what fails while it is not ready, and becomes ready again', async () => {
    expect(await ready()).to.deep.equal({ status: 200, checks: { mongo: 'ok', redis: 'ok', grpc: 'ok' } });
    await users.redis.kill();
    await until('not ready', async () => (await ready()).status === 503);
    const { checks } = await ready();
    expect([checks['mongo'], checks['grpc']]).to.deep.equal(['ok', 'ok']);
    expect(checks['redis']).to.match(/failed/);
    await users.redis.start();
    await until('ready again', async () => (await ready()).status === 200);
  });
});
