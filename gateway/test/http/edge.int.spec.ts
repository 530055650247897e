import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { INTERNAL_HEADER } from '@shop/common/auth/internal-tokens';
import { sampleBy } from '@shop/common/tracing/context';
import { recordSpans } from '@shop/common/tracing/tracing';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { SECRET, outcome, startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

describe('the gateway as edge', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, { CORS_ORIGINS: 'https://friend.example' });
  });
  after(async () => {
    await shop.stop();
    await redis.stop();
  });
  const claims = (standIn: TestGateway['orders']) =>
    jwt.verify(String(standIn.seen.at(-1)?.headers[INTERNAL_HEADER]), SECRET) as jwt.JwtPayload;

  it('names the user in an internal token, and forwards the access token to no service', async () => {
    const answer = await shop.call('/api/orders/1?x=%20y', { headers: bearer(tokenOf('u1')) });
    expect(answer.status).to.equal(200);
    const seen = shop.orders.seen.at(-1)!;
    expect(seen.url).to.equal('/api/orders/1?x=%20y');
    expect(seen.headers).not.to.have.any.keys('authorization', 'cookie');
    expect(claims(shop.orders)).to.deep.include({
      sub: 'u1',
      role: 'user',
      ip: '127.0.0.1',
      iss: 'gateway',
      aud: 'order-service',
    });
  });

  it('names no user without a token, nor with a bad one on a public route', async () => {
    await shop.call('/api/products');
    expect(claims(shop.orders)).not.to.have.property('sub');
    expect((await shop.call('/api/products', { headers: bearer('nonsense') })).status).to.equal(200);
    expect(claims(shop.orders)).not.to.have.property('sub');
  });

  it('trusts no internal header from outside', async () => {
    const forged = { [INTERNAL_HEADER]: 'forged', 'x-user-id': 'root', 'x-user-role': 'admin', 'x-time-left-ms': '1' };
    await shop.call('/api/products', { headers: forged });
    const { headers } = shop.orders.seen.at(-1)!;
    expect(headers).not.to.have.any.keys('x-user-id', 'x-user-role');
    expect(headers[INTERNAL_HEADER]).not.to.equal('forged');
    expect(Number(headers['x-time-left-ms'])).to.be.within(1_000, 30_000);
  });

  /** What the gateway answers to these bytes until it closes the connection. */
  const raw = async (lines: readonly string[]): Promise<string> => {
    const socket = connect(shop.gateway.port, '127.0.0.1');
    socket.write([...lines, '', ''].join('\r\n'));
    return text(socket);
  };

  it('refuses more headers than Node parses, which would drop the last ones, including its own', async () => {
    const get = (count: number) =>
      raw([
        'GET /api/products HTTP/1.1',
        'host: localhost',
        'connection: close',
        ...Array.from({ length: count }, (_, n) => `x${n}:`),
      ]);
    expect(await get(490)).to.match(/^HTTP\/1.1 200 /);
    for (const count of [600, 1_100])
      expect(await get(count)).to.match(/^HTTP\/1.1 431 [\s\S]*"code":"HEADERS_TOO_LARGE"/);
  });

  it('refuses CONNECT, and says that it is not a proxy', async () => {
    const answer = await raw(['CONNECT elsewhere.example:443 HTTP/1.1', 'host: localhost']);
    expect(answer).to.match(/^HTTP\/1.1 400 [\s\S]*"detail":"This server is not a proxy\."/);
  });

  const unsigned = `${Buffer.from('{"alg":"none","kid":"test-key"}').toString('base64url')}.${Buffer.from('{"sub":"u1"}').toString('base64url')}.`;
  const confused = (() => {
    const head = Buffer.from('{"alg":"HS256","kid":"test-key"}').toString('base64url');
    const body = Buffer.from('{"sub":"u1","iss":"shop","aud":"shop-api"}').toString('base64url');
    return `${head}.${body}.${createHmac('sha256', 'public').update(`${head}.${body}`).digest('base64url')}`;
  })();
  const spoofed: [string, Record<string, string>][] = [
    ['no token', {}],
    ['nonsense', bearer('nonsense')],
    ['another scheme', { authorization: 'Basic dTpw' }],
    ['an unsigned token', bearer(unsigned)],
    ['a token signed with the public key', bearer(confused)],
    ['an expired token', bearer(tokenOf('u1', 'user', -1))],
    ['an internal token', { [INTERNAL_HEADER]: jwt.sign({ sub: 'u1' }, SECRET, { audience: 'gateway' }) }],
  ];
  for (const [what, headers] of spoofed)
    it(`answers ${what} with 401 where a user is needed, and calls no service`, async () => {
      const before = shop.orders.seen.length;
      expect(await outcome(await shop.call('/api/orders', { headers }))).to.deep.equal([401, 'UNAUTHENTICATED']);
      expect(shop.orders.seen.length).to.equal(before);
    });

  it('answers 403 to a user where an administrator is needed, and lets an administrator through', async () => {
    expect(await outcome(await shop.call('/api/sagas', { headers: bearer() }))).to.deep.equal([403, 'FORBIDDEN']);
    const admin = bearer(tokenOf('a1', 'admin'));
    expect((await shop.call('/api/sagas', { headers: admin })).status).to.equal(200);
    expect(claims(shop.sagas)).to.deep.include({ sub: 'a1', role: 'admin', aud: 'saga-orchestrator' });
  });

  it('answers 404 and 405 as problems before it authenticates the caller', async () => {
    expect(await outcome(await shop.call('/api/nothing'))).to.deep.equal([404, 'ROUTE_NOT_FOUND']);
    const wrong = await shop.call('/api/orders/1', { method: 'PATCH' });
    expect(wrong.headers.get('allow')).to.equal('GET, HEAD, PUT, DELETE');
    expect(wrong.headers.get('content-type')).to.match(/^application\/problem\+json/);
    expect(await outcome(wrong)).to.deep.equal([405, 'METHOD_NOT_ALLOWED']);
  });

  it('gives every answer the ids that the caller sent, or new ones if those are invalid', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await shop.call('/api/products', { headers: { 'x-request-id': 'mine-1', traceparent } });
    expect(answer.headers.get('x-request-id')).to.equal('mine-1');
    expect(answer.headers.get('traceparent')).to.match(/^00-0af7651916cd43dd8448eb211c80319c-/);
    expect(shop.orders.seen.at(-1)!.headers).to.deep.include({ 'x-request-id': 'mine-1' });
    expect(shop.orders.seen.at(-1)!.headers['traceparent']).to.match(/^00-0af7651916cd43dd8448eb211c80319c-/);
    const bad = await shop.call('/api/nothing', { headers: { 'x-request-id': 'a b', traceparent: 'x' } });
    expect(bad.headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/);
    expect(bad.headers.get('traceparent')).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('does not sample a trace at the request of an unknown caller, but keeps its id', async () => {
    const own = await startGateway(redis.url, { RATE_LIMIT: 'on', TRUSTED_PROXIES: '127.0.0.1' });
    const stop = recordSpans([], 0);
    try {
      const ids = ['0af7651916cd43dd8448eb211c80319c', '0af7651916cd43dd8448eb2100000000'];
      for (const id of ids) {
        const answer = await own.call('/api/products', { headers: { traceparent: `00-${id}-b7ad6b7169203331-01` } });
        expect(answer.headers.get('traceparent')).to.match(new RegExp(`^00-${id}-[0-9a-f]{16}-00$`));
      }
    } finally {
      sampleBy(() => true);
      await stop();
      await own.stop();
    }
  });

  it('lets one user open 20 event streams, and sends HSTS to clients of a trusted proxy with HTTPS', async () => {
    const own = await startGateway(redis.url, { RATE_LIMIT: 'on', TRUSTED_PROXIES: '127.0.0.1' });
    own.orders.script = (_, response) => json(response, 200, { history: [{ seq: 1, status: 'PENDING', at: 'now' }] });
    try {
      const headers = { ...bearer(tokenOf('watcher')), 'x-forwarded-proto': 'https' };
      const streams = await Promise.all(
        Array.from({ length: 21 }, () => own.call('/api/orders/1/events', { headers })),
      );
      const refused = streams.filter(({ status }) => status === 429);
      expect([refused.length, await outcome(refused[0]!)]).to.deep.equal([1, [429, 'RATE_LIMITED']]);
      expect(refused[0]!.headers.get('retry-after')).to.equal('5');
      expect(refused[0]!.headers.get('strict-transport-security')).to.match(/^max-age=/);
      expect((await own.call('/api/products')).headers.get('strict-transport-security')).to.equal(null);
      expect(own.orders.seen.at(-1)!.headers['x-forwarded-proto']).to.equal('http');
      await own.call('/api/products', { headers: { 'x-forwarded-proto': 'https' } });
      expect(own.orders.seen.at(-1)!.headers['x-forwarded-proto'], 'told to the service').to.equal('https');
      await Promise.all(streams.map(({ body }) => body?.cancel().catch(() => undefined)));
    } finally {
      await own.stop();
    }
  });

  describe('with a session cookie', () => {
    const cookie = () => ({ cookie: `other=1; session=${tokenOf('u1')}` });
    const post = (path: string, headers: Record<string, string>) => shop.call(path, { method: 'POST', headers });

    it('permits reads as a bearer token does', async () => {
      expect((await shop.call('/api/orders', { headers: cookie() })).status).to.equal(200);
      expect(claims(shop.orders)).to.deep.include({ sub: 'u1' });
    });

    it('permits changes only to our own pages', async () => {
      const own = { origin: shop.url, 'sec-fetch-site': 'same-origin' };
      expect((await post('/api/orders', { ...cookie(), ...own })).status).to.equal(200);
      const foreign = [
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site', origin: shop.url },
        { referer: 'https://evil.example/page' },
        { origin: 'https://friend.example' },
      ];
      for (const headers of foreign)
        expect(
          await outcome(await post('/api/orders', { ...cookie(), ...headers } as Record<string, string>)),
        ).to.deep.equal([403, 'CROSS_ORIGIN']);
    });

    it('lets no page of another origin log in or out', async () => {
      const evil = { origin: 'https://evil.example' };
      expect(await outcome(await post('/api/sessions', evil))).to.deep.equal([403, 'CROSS_ORIGIN']);
      const out = await shop.call('/api/sessions', { method: 'DELETE', headers: evil });
      expect(await outcome(out)).to.deep.equal([403, 'CROSS_ORIGIN']);
      expect((await shop.call('/api/sessions', { method: 'DELETE', headers: cookie() })).status).to.equal(200);
    });

    it('does not check the origin of a request with a bearer token', async () => {
      const headers = { ...bearer(), origin: 'https://evil.example' };
      expect((await post('/api/orders', headers)).status).to.equal(200);
    });
  });

  it('lets pages of configured origins read answers, and no others', async () => {
    const from = async (origin: string) =>
      (await shop.call('/api/products', { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await from('https://friend.example')).to.equal('https://friend.example');
    expect(await from('https://evil.example')).to.equal(null);
    const preflight = await shop.call('/api/orders', {
      method: 'OPTIONS',
      headers: { origin: 'https://friend.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).to.equal(204);
    expect(preflight.headers.get('access-control-allow-credentials')).to.equal(null);
  });

  it('has no route for faults unless fault injection is on', async () => {
    const admin = bearer(tokenOf('a1', 'admin'));
    expect(await outcome(await shop.call('/faults', { headers: admin }))).to.deep.equal([404, 'ROUTE_NOT_FOUND']);
  });
});
