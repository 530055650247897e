import { ACCESS_TOKEN_LIFE } from '../../dist/domain/lifetimes.js';
import { createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { startUsers, type Reply, type Users } from '../support/users.js';

describe('log-in by tokens', () => {
  let users: Users;
  before(async () => {
    users = await startUsers();
  });
  after(() => users.stop());
  const answered = ({ status, body }: Reply) => [status, body?.code];
  const refresh = (refreshToken: unknown) => users.call('POST', '/api/users/refresh', { body: { refreshToken } });
  const logOut = (refreshToken: unknown) => users.call('POST', '/api/users/logout', { body: { refreshToken } });

  it('answers a pair whose access token the published keys verify', async () => {
    const who = await users.register();
    const reply = await users.call('POST', '/api/users/login', {
      body: { email: who.email.toUpperCase(), password: who.password },
    });
    expect(reply.status).to.equal(200);
    expect(reply.body).to.have.all.keys('accessToken', 'refreshToken', 'tokenType', 'expiresIn');
    expect(reply.body).to.include({ tokenType: 'Bearer', expiresIn: ACCESS_TOKEN_LIFE / 1000 });
    expect(reply.headers.get('cache-control')).to.equal('no-store');

    const jwks = await users.call('GET', '/.well-known/jwks.json');
    const { header } = jwt.decode(reply.body.accessToken, { complete: true })!;
    const key = jwks.body.keys.find(({ kid }: { kid: string }) => kid === header.kid);
    expect(key).to.have.all.keys('kty', 'crv', 'x', 'y', 'kid', 'use', 'alg');
    const claims = jwt.verify(reply.body.accessToken, createPublicKey({ key, format: 'jwk' }), {
      algorithms: ['ES256'],
      issuer: 'shop',
      audience: 'shop-api',
    }) as jwt.JwtPayload;
    expect(claims).to.include({ sub: who.id, role: 'user' });
    expect(claims.exp! - claims.iat!).to.equal(ACCESS_TOKEN_LIFE / 1000);
  });

  it('gives the same answer for an unknown address and a wrong password', async () => {
    const who = await users.register();
    const attempt = (email: string) => users.call('POST', '/api/users/login', { body: { email, password: 'wrong' } });
    const [known, unknown] = [await attempt(who.email), await attempt('nobody@example.com')];
    expect(answered(known)).to.deep.equal([401, 'BAD_CREDENTIALS']);
    const { traceId: _, ...rest } = known.body;
    const { traceId: __, ...same } = unknown.body;
    expect(same).to.deep.equal(rest);
  });

  it('refuses malformed log-ins', async () => {
    for (const body of [
      {},
      { email: 'a@example.com' },
      { email: { $gt: '' }, password: { $gt: '' } },
      { email: 'a@example.com', password: 'x'.repeat(129) },
      { email: 'a@example.com', password: 'x', remember: true },
    ])
      expect(answered(await users.call('POST', '/api/users/login', { body }))).to.deep.equal([
        422,
        'VALIDATION_FAILED',
      ]);
  });

  it('ignores an Idempotency-Key', async () => {
    const who = await users.register();
    const call = () =>
      users.call('POST', '/api/users/login', {
        body: { email: who.email, password: who.password },
        headers: { 'idempotency-key': 'same' },
      });
    const [first, second] = [await call(), await call()];
    expect(second.headers.get('idempotent-replayed')).to.equal(null);
    expect(second.body.refreshToken).to.not.equal(first.body.refreshToken);
  });

  it('exchanges a refresh token for a new pair, any number of times', async () => {
    const who = await users.register();
    let { refreshToken } = await users.logIn(who);
    for (let n = 0; n < 3; n++) {
      const { status, body } = await refresh(refreshToken);
      expect(status).to.equal(200);
      expect(body).to.have.all.keys('accessToken', 'refreshToken', 'tokenType', 'expiresIn');
      expect(body.refreshToken).to.not.equal(refreshToken);
      expect((await users.call('GET', '/api/users/me', { bearer: body.accessToken })).body.id).to.equal(who.id);
      refreshToken = body.refreshToken;
    }
  });

  it('ends a log-in whose refresh token is reused, and no other', async () => {
    const who = await users.register();
    const [stolen, other] = [await users.logIn(who), await users.logIn(who)];
    const newer = await refresh(stolen.refreshToken);
    expect(answered(await refresh(stolen.refreshToken))).to.deep.equal([401, 'BAD_REFRESH_TOKEN']);
    expect(answered(await refresh(newer.body.refreshToken))).to.deep.equal([401, 'BAD_REFRESH_TOKEN']);
    expect((await refresh(other.refreshToken)).status).to.equal(200);
  });

  describe('when the gateway retries one call whose answer was lost', () => {
    const attempt = (refreshToken: string, n: number, call = 'call-1') =>
      users.call('POST', '/api/users/refresh', {
        body: { refreshToken },
        headers: { 'x-gateway-call': `${call} ${n}` },
      });

    it('gives a valid pair, and ends no log-in', async () => {
      const { refreshToken } = await users.logIn(await users.register());
      expect((await attempt(refreshToken, 1)).status).to.equal(200);
      const again = await attempt(refreshToken, 2);
      expect(again.status).to.equal(200);
      expect((await refresh(again.body.refreshToken)).status).to.equal(200);
    });

    it('keeps the pair of the later attempt when the earlier one is processed after it', async () => {
      const { refreshToken } = await users.logIn(await users.register());
      const again = await attempt(refreshToken, 2);
      expect((await attempt(refreshToken, 1)).status).to.equal(401);
      expect((await refresh(again.body.refreshToken)).status).to.equal(200);
    });

    it('ends the log-in when another call reuses the token, even as a second attempt', async () => {
      const { refreshToken } = await users.logIn(await users.register());
      const { body } = await attempt(refreshToken, 1);
      expect((await attempt(refreshToken, 2, 'call-2')).status).to.equal(401);
      expect((await refresh(body.refreshToken)).status).to.equal(401);
    });
  });

  it('gives one pair to many who send one token at once, and then ends that log-in', async () => {
    const { refreshToken } = await users.logIn(await users.register());
    const replies = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)));
    const won = replies.filter(({ status }) => status === 200);
    expect(won).to.have.length(1);
    expect(replies.filter(({ status }) => status === 401)).to.have.length(7);
    expect((await refresh(won[0]!.body.refreshToken)).status).to.equal(401);
  });

  it('refuses forged refresh tokens', async () => {
    const { refreshToken } = await users.logIn(await users.register());
    const other = await users.logIn(await users.register());
    const forged = [
      'nonsense',
      refreshToken.slice(0, -1),
      `${refreshToken.split('.')[0]}x.${refreshToken.split('.')[1]}`,
      other.accessToken,
    ];
    for (const token of forged) expect(answered(await refresh(token))).to.deep.equal([401, 'BAD_REFRESH_TOKEN']);
    for (const token of [null, 1, '', { $ne: null }, 'x'.repeat(4097)])
      expect(answered(await refresh(token))).to.deep.equal([422, 'VALIDATION_FAILED']);
    expect((await refresh(refreshToken)).status).to.equal(200);
  });

  it('logs out: the refresh token becomes invalid, and a repetition succeeds', async () => {
    const { refreshToken } = await users.logIn(await users.register());
    expect((await logOut(refreshToken)).status).to.equal(204);
    expect(answered(await refresh(refreshToken))).to.deep.equal([401, 'BAD_REFRESH_TOKEN']);
    expect((await logOut(refreshToken)).status).to.equal(204);
    expect((await logOut('nonsense')).status).to.equal(204);
    expect((await logOut('x'.repeat(1000))).status).to.equal(204);
  });

  it('logs out by an older token of the log-in as well', async () => {
    const { refreshToken } = await users.logIn(await users.register());
    const { body } = await refresh(refreshToken);
    expect((await logOut(refreshToken)).status).to.equal(204);
    expect((await refresh(body.refreshToken)).status).to.equal(401);
  });
});
