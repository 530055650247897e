import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { request } from 'undici';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { outcome, startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

const MIB = 1024 * 1024;

describe('the proxy', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, { FAULT_INJECTION: 'on' }, { server: { headersMs: 500, requestMs: 1_500 } });
  });
  after(async () => {
    await shop.stop();
    await redis.stop();
  });
  beforeEach(() => {
    shop.orders.script = (seen, response) => json(response, 201, { length: seen.body.length });
  });
  const post = (body: RequestInit['body'], headers: Record<string, string> = {}) =>
    shop.call('/api/orders', {
      method: 'POST',
      headers: { ...bearer(), 'content-type': 'application/json', ...headers },
      body: body ?? null,
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    } as RequestInit);
  const chunked = (bytes: number) => {
    let left = bytes;
    return new ReadableStream({
      pull(controller) {
        if (left <= 0) return controller.close();
        controller.enqueue(new Uint8Array(Math.min(left, 32 * 1024)).fill(97));
        left -= 32 * 1024;
      },
    });
  };

  it('forwards status, headers and body unchanged', async () => {
    shop.orders.script = (_, response) => {
      response.writeHead(418, {
        'content-type': 'text/x-odd',
        location: '/api/orders/1',
        'x-internal-token': 'secret',
      });
      response.end('short and stout');
    };
    const answer = await post('not json {');
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('location')]).to.deep.equal([
      418,
      'text/x-odd',
      '/api/orders/1',
    ]);
    expect(answer.headers.get('x-internal-token')).to.equal(null);
    expect(await answer.text()).to.equal('short and stout');
    expect(shop.orders.seen.at(-1)!.body).to.equal('not json {');
  });

  it('forwards answers without a body', async () => {
    shop.orders.script = (_, response) => void response.writeHead(204).end();
    expect((await shop.call('/api/orders/1', { method: 'DELETE', headers: bearer() })).status).to.equal(204);
    shop.orders.script = (_, response) => void response.writeHead(304, { etag: '"1"' }).end();
    expect((await shop.call('/api/orders/1', { headers: bearer() })).status).to.equal(304);
    shop.orders.script = (_, response) => void response.writeHead(200, { 'content-length': 12 }).end();
    const head = await shop.call('/api/orders/1', { method: 'HEAD', headers: bearer() });
    expect([head.status, head.headers.get('content-length'), await head.text()]).to.deep.equal([200, '12', '']);
  });

  it('streams large answers', async () => {
    shop.orders.script = async (_, response) => {
      response.writeHead(200);
      for (let i = 0; i < 64; i++) if (!response.write('b'.repeat(MIB / 16))) await once(response, 'drain');
      response.end();
    };
    expect((await (await shop.call('/api/orders', { headers: bearer() })).text()).length).to.equal(4 * MIB);
  });

  it('accepts bodies up to 1 MiB, with a length or in chunks', async () => {
    for (const body of ['a'.repeat(MIB), chunked(MIB), chunked(10), 'a'.repeat(100 * 1024)]) {
      const answer = await post(body);
      expect(answer.status).to.equal(201);
      const sent = typeof body === 'string' ? body.length : undefined;
      if (sent) expect(await answer.json()).to.deep.equal({ length: sent });
    }
  });

  it('answers 413 to longer ones, with a length or in chunks, and serves the next request', async () => {
    expect(await outcome(await post('a'.repeat(MIB + 1)))).to.deep.equal([413, 'BODY_TOO_LARGE']);
    for (let i = 0; i < 25; i++) {
      const { statusCode, body } = await request(`${shop.url}/api/orders`, {
        method: 'POST',
        headers: bearer(),
        body: (function* () {
          for (let sent = 0; sent < 40; sent++) yield Buffer.alloc(32 * 1024, 97);
        })() as never,
      });
      expect([statusCode, JSON.parse(await text(body)).code]).to.deep.equal([413, 'BODY_TOO_LARGE']);
    }
    expect((await post('{}')).status).to.equal(201);
  });

  it('cuts clients whose requests are too slow', async () => {
    const cut = async (start: string) => {
      const socket = connect(shop.gateway.port, '127.0.0.1');
      socket.write(start);
      const answer = await text(socket);
      return answer.split('\r\n')[0];
    };
    const [headers, body] = await Promise.all([
      cut('GET /api/products HTTP/1.1\r\nhost: x\r\nx-slow'),
      cut(
        `POST /api/orders HTTP/1.1\r\nhost: x\r\n${'authorization: ' + bearer().authorization}\r\ncontent-length: 9\r\n\r\n{`,
      ),
    ]);
    expect(headers).to.equal('HTTP/1.1 408 Request Timeout');
    expect(body).to.match(/^(HTTP\/1\.1 4\d\d .*)?$/);
  });

  it('refuses headers that are too large and input that is not HTTP', async () => {
    const say = async (words: string) => {
      const socket = connect(shop.gateway.port, '127.0.0.1');
      socket.write(words);
      return (await text(socket)).split('\r\n')[0];
    };
    expect(await say(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`)).to.match(/ 431 /);
    expect(await say('hello\r\n\r\n')).to.match(/ 400 /);
  });

  it('cancels the call of the upstream when the client disconnects', async () => {
    let left = false;
    shop.orders.script = (_, response) => void response.once('close', () => (left = true));
    const gone = new AbortController();
    const answer = shop.call('/api/orders', { headers: bearer(), signal: gone.signal }).catch(() => 'gone');
    await until('the call arrives', () => shop.orders.seen.at(-1)?.method === 'GET');
    gone.abort();
    expect(await answer).to.equal('gone');
    await until('the upstream is left', () => left);
  });

  it('sends the upstream its time limit, longer with Prefer: wait', async () => {
    const waits = async (prefer: string) => {
      await post('{}', prefer ? { prefer } : {});
      return Math.round(Number(shop.orders.seen.at(-1)!.headers['x-time-left-ms']) / 1000);
    };
    expect(await waits('')).to.equal(20);
    expect(await waits('wait=7')).to.equal(27);
    expect(await waits('respond-async, wait=999')).to.equal(50);
    expect(await waits('wait = "30"')).to.equal(50);
    expect(await waits('wait=99999999')).to.equal(50);
    expect(await waits('wait=soon')).to.equal(20);
  });

  it('lets an administrator arm faults of its own', async () => {
    const admin = { ...bearer(tokenOf('a', 'admin')), 'content-type': 'application/json' };
    const arm = (body: object) => shop.call('/faults', { method: 'POST', headers: admin, body: JSON.stringify(body) });
    expect((await arm({ at: 'gateway.proxy.before', do: 'unavailable', times: 1 })).status).to.equal(201);
    expect((await arm({ at: 'gateway.nothing.before', do: 'error' })).status).to.equal(422);
    expect((await shop.call('/faults', { headers: bearer() })).status).to.equal(403);
    expect(await outcome(await shop.call('/api/products'))).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect((await shop.call('/api/products')).status).to.equal(201);
    expect((await shop.call('/faults', { method: 'DELETE', headers: admin })).status).to.equal(204);
  });
});
