import { SESSION_HEADER } from '@shop/common/auth/callers';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { GrpcClient } from '@shop/common/grpc/client';
import { createMetrics } from '@shop/common/metrics';
import type { UsersDefinition } from '@shop/protos/generated/shop/v1/Users';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { SECRET, startUsers, type Users } from '../support/users.js';

describe('log-in of browser pages', () => {
  let users: Users;
  let client: GrpcClient<UsersDefinition>;
  before(async () => {
    users = await startUsers();
    client = new GrpcClient({
      service: 'Users',
      callee: 'user-service',
      addresses: [`127.0.0.1:${users.apps[0]!.ports.grpc}`],
      internal: new InternalTokens('gateway', SECRET),
      metrics: createMetrics('test'),
    });
  });
  after(async () => {
    client.close();
    await users.stop();
  });
  const open = async (who: { email: string; password: string }) => {
    const reply = await users.call('POST', '/api/sessions', { body: { email: who.email, password: who.password } });
    const [cookie = ''] = reply.headers.getSetCookie();
    return { ...reply, cookie, token: /^session=([^;]*)/.exec(cookie)?.[1] ?? '' };
  };
  const isValid = (accessToken: string) =>
    client.call('ValidateToken', { accessToken }).then(
      () => true,
      () => false,
    );

  it('answers the account and sets a cookie that scripts and other sites cannot use', async () => {
    const who = await users.register();
    const { status, body, cookie, token } = await open(who);
    expect(status).to.equal(201);
    expect(body).to.deep.equal({ id: who.id, email: who.email, name: 'Ada', role: 'user' });
    expect(cookie.split('; ').slice(1)).to.have.members(['Path=/', 'HttpOnly', 'SameSite=Strict', 'Max-Age=28800']);
    const claims = jwt.decode(token) as jwt.JwtPayload;
    expect(claims).to.include({ sub: who.id, role: 'user', aud: 'shop-api', iss: 'shop' });
    expect(claims.exp! - claims.iat!).to.equal(8 * 3600);
    const headers = { [SESSION_HEADER]: token };
    expect((await users.call('GET', '/internal/session', { headers })).body).to.deep.equal({
      userId: who.id,
      role: 'user',
    });
  });

  it('sets and clears a cookie that is sent by HTTPS alone when the browser came by HTTPS', async () => {
    const { email, password } = await users.register();
    const cookieOf = async (method: string, proto: string) => {
      const headers = { 'x-forwarded-proto': proto };
      const reply = await users.call(method, '/api/sessions', {
        headers,
        ...(method === 'POST' ? { body: { email, password } } : {}),
      });
      return reply.headers.getSetCookie()[0]!.split('; ');
    };
    for (const method of ['POST', 'DELETE']) {
      expect(await cookieOf(method, 'https')).to.include('Secure');
      expect(await cookieOf(method, 'http')).not.to.include('Secure');
    }
  });

  it('creates a session that this port does not accept as an access token', async () => {
    const { token } = await open(await users.register());
    for (const [method, path] of [
      ['GET', '/api/users/me'],
      ['PATCH', '/api/users/me'],
      ['GET', '/api/users'],
    ] as const)
      expect(
        (await users.call(method, path, { bearer: token, body: method === 'GET' ? undefined : {} })).status,
      ).to.equal(401);
  });

  it('lists the recently disabled accounts, to our own processes only', async () => {
    const [as, one, other] = [await users.admin(), await users.register(), await users.register()];
    const { accessToken } = await users.logIn(other);
    for (const [{ id }, disabled] of [
      [one, true],
      [other, true],
      [other, false],
    ] as const)
      await users.call('PATCH', `/api/users/${id}`, { as, body: { disabled } });
    expect((await users.call('GET', '/internal/disabled-accounts')).body).to.deep.equal({ ids: [one.id] });
    expect((await users.call('GET', '/internal/disabled-accounts', { bearer: accessToken })).status).to.equal(401);
  });

  it('checks the current role of an administrator at this port, too, before any change', async () => {
    const [as, who] = [await users.admin(), await users.register()];
    const patch = (id: string, body: object, by: object) => users.call('PATCH', `/api/users/${id}`, { body, ...by });
    await patch(who.id, { role: 'admin' }, { as });
    const { accessToken: bearer } = await users.logIn(who);
    expect((await patch(who.id, { disabled: false }, { bearer })).status).to.equal(200);
    await patch(who.id, { role: 'viewer' }, { as });
    expect((await patch(who.id, { disabled: false }, { bearer })).status).to.equal(403);
    await patch(who.id, { disabled: true }, { as });
    expect((await users.call('PATCH', '/api/users/me', { bearer, body: { name: 'X' } })).status).to.equal(403);
  });

  it('refuses a wrong password as the other log-in does', async () => {
    const who = await users.register();
    const reply = await open({ ...who, password: 'wrong' });
    expect([reply.status, reply.body.code, reply.cookie]).to.deep.equal([401, 'BAD_CREDENTIALS', '']);
  });

  it('ends with its cookie: cleared in the browser, and not valid any more', async () => {
    const { token } = await open(await users.register());
    expect(await isValid(token)).to.equal(true);
    const reply = await users.call('DELETE', '/api/sessions', { headers: { cookie: `session=${token}` } });
    expect(reply.status).to.equal(204);
    expect(reply.headers.getSetCookie()[0]).to.match(/^session=; .*Max-Age=0/);
    expect(await isValid(token)).to.equal(false);
  });

  it('answers 204 to a log-out without a valid cookie, too', async () => {
    expect((await users.call('DELETE', '/api/sessions')).status).to.equal(204);
    const headers = { cookie: 'session=nonsense' };
    expect((await users.call('DELETE', '/api/sessions', { headers })).status).to.equal(204);
  });

  it('ends when the password changes or the account is disabled', async () => {
    const [who, other, as] = [await users.register(), await users.register(), await users.admin()];
    const [first, second] = [await open(who), await open(other)];
    await users.call('PUT', '/api/users/me/password', {
      as: who,
      body: { currentPassword: who.password, newPassword: 'another password' },
    });
    expect(await isValid(first.token)).to.equal(false);
    await users.call('PATCH', `/api/users/${other.id}`, { as, body: { disabled: true } });
    await users.call('PATCH', `/api/users/${other.id}`, { as, body: { disabled: false } });
    expect(await isValid(second.token)).to.equal(false);
  });
});

describe('log-in of browser pages in production', () => {
  let users: Users;
  before(async () => {
    users = await startUsers({ NODE_ENV: 'production' });
  });
  after(() => users.stop());

  it('sets a cookie that only HTTPS carries', async () => {
    const { email, password } = await users.register();
    const { headers } = await users.call('POST', '/api/sessions', { body: { email, password } });
    expect(headers.getSetCookie()[0]).to.match(/; Secure$/);
  });
});
