import { connect } from 'node:net';
import { expect } from 'chai';
import Joi from 'joi';
import { InternalTokens, INTERNAL_HEADER } from '../dist/auth/internal-tokens.js';
import { Faults } from '../dist/faults.js';
import { createHttpApp, listen, type Listening } from '../dist/http/server.js';
import { route } from '../dist/http/route.js';
import { silentLogger } from '../dist/logging/logger.js';
import { createMetrics } from '../dist/metrics.js';

/** What a server answers to these bytes until it closes the connection. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(text);
  let answer = '';
  for await (const data of socket) answer += String(data);
  return answer;
}

const secret = 'x'.repeat(32);
const json = (body: NonNullable<RequestInit['body']>, type = 'application/json'): RequestInit => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
});
const parts = () => ({
  logger: silentLogger(),
  metrics: createMetrics('test'),
  faults: new Faults(true),
  internal: new InternalTokens('order-service', secret),
});

const echoed = Joi.object({ quantity: Joi.number(), id: Joi.string(), userId: Joi.string() });

describe('a process over REST', () => {
  let http: Listening;
  const gateway = new InternalTokens('gateway', secret);
  const token = () => gateway.issue('order-service', { sub: 'u1', role: 'user' });
  const call = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${http.port}${path}`, {
      ...init,
      headers: { [INTERNAL_HEADER]: token(), ...init.headers },
    });

  before(async () => {
    const echo = route({
      method: 'POST',
      path: '/echo/:id',
      who: 'user',
      summary: 'Echo',
      body: Joi.object<{ quantity: number }>({ quantity: Joi.number().integer().required() }),
      answers: { 200: { description: 'The same', schema: echoed } },
      handle: async ({ body, params, caller }) => ({
        status: 200,
        body: { ...body, ...params, userId: caller.userId },
      }),
    });
    http = await listen(
      createHttpApp({
        ...parts(),
        health: { draining: false, checks: { mongo: async () => Promise.reject(new Error('gone')) } },
        routes: [echo],
      }),
      '127.0.0.1',
      0,
    );
  });
  after(() => http.close(0));

  it('answers what a route says, typed by its schemas', async () => {
    const answer = await call('/echo/a', json('{"quantity":2}'));
    expect(await answer.json()).to.deep.equal({ quantity: 2, id: 'a', userId: 'u1' });
    expect(answer.headers.get('x-request-id')).to.match(/./);
  });

  it('accepts the other media types of JSON, with or without a charset of UTF-8', async () => {
    for (const type of [
      'application/json;charset=UTF-8',
      'application/merge-patch+json',
      'application/json; charset=utf8',
    ])
      expect((await call('/echo/a', json('{"quantity":2}', type))).status, type).to.equal(200);
  });

  it('allows only GET and HEAD for its health', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      const answer = await call(path, { method: 'POST' });
      expect([answer.status, answer.headers.get('allow')], path).to.deep.equal([405, 'GET, HEAD']);
    }
  });

  for (const [what, text, status] of [
    ['no HTTP', 'HELLO\r\n\r\n', 400],
    ['HTTP/1.1 without a Host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['two Hosts', 'GET /health/live HTTP/1.1\r\nHost: a\r\nHOST: b\r\nConnection: close\r\n\r\n', 400],
    ['the same Host twice', 'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['two Authorizations', 'GET /health/live HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\nConnection: close\r\n\r\n', 400], // prettier-ignore
    ['two hosts in one', 'GET /health/live HTTP/1.1\r\nHost: a, b\r\nConnection: close\r\n\r\n', 400],
    ['a Host that is empty', 'GET /health/live HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n', 400],
    ["another site's URL", 'GET http://b/health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['a URL of files', 'GET file:///health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['two lengths', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a length and chunks', 'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 400], // prettier-ignore
    ['packed nothing', 'GET /x HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n', 415],
    ['headers that are too long', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['an unknown Expect', 'GET /none HTTP/1.1\r\nHost: x\r\nExpect: all\r\nConnection: close\r\n\r\n', 401],
  ] as const)
    it(`answers ${what} with a problem, too`, async () => {
      const [head = '', body = ''] = (await exchange(http.port, text)).split('\r\n\r\n');
      expect(head)
        .to.match(new RegExp(`^HTTP/1.1 ${status} `))
        .and.to.match(/^content-type: application\/problem\+json/im);
      expect(head).to.match(/^x-request-id: ./im);
      const { traceId } = JSON.parse(body) as { traceId: string };
      expect(/^traceparent: 00-([0-9a-f]{32})/im.exec(head)?.[1]).to.equal(traceId);
    });

  it('accepts its own absolute URL as a request’s target, and HTTP/1.0 without a Host', async () => {
    for (const start of ['http://a:1/health/live HTTP/1.1\r\nHost: a:1', '/health/live HTTP/1.0'])
      expect(await exchange(http.port, `GET ${start}\r\nConnection: close\r\n\r\n`)).to.match(/^HTTP\/1.1 200 /);
  });

  it('answers the next request on the connection of a body that was refused, or closes it', async () => {
    const headers = `Host: a\r\nContent-Type: application/json\r\n${INTERNAL_HEADER}: ${token()}`;
    const next = 'GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
    for (const [first, status] of [
      [`Content-Encoding: gzip\r\nContent-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`, 415],
      [`Content-Length: 2000000\r\n\r\n${' '.repeat(2_000_000)}`, 413],
      [`Transfer-Encoding: chunked\r\n\r\n${`10000\r\n${' '.repeat(65_536)}\r\n`.repeat(20)}0\r\n\r\n`, 413],
      [`Content-Length: 300000\r\n\r\n${'['.repeat(300_000)}`, 413],
    ] as const) {
      const answer = await exchange(http.port, `POST /echo/a HTTP/1.1\r\n${headers}\r\n${first}${next}`);
      expect(answer.match(/HTTP\/1\.1 \d+/g), answer).to.deep.equal([`HTTP/1.1 ${status}`, 'HTTP/1.1 200']);
    }
  });

  it('aborts a body that makes no progress, and closes its connection', async function () {
    this.timeout(15_000);
    const headers = `Host: a\r\nContent-Type: application/json\r\n${INTERNAL_HEADER}: ${token()}`;
    const answer = await exchange(http.port, `POST /echo/a HTTP/1.1\r\n${headers}\r\nContent-Length: 9\r\n\r\n{"a"`);
    expect(answer)
      .to.match(/^HTTP\/1.1 408 /)
      .and.to.include('"REQUEST_TOO_SLOW"');
  });

  const refused: [string, RequestInit, number, string][] = [
    ['a quantity that is text', json('{"quantity":"2"}'), 422, 'VALIDATION_FAILED'],
    ['an unknown field', json('{"quantity":2,"x":1}'), 422, 'VALIDATION_FAILED'],
    ['half a body', json('{"quant'), 400, 'MALFORMED_JSON'],
    ['a prototype key', json('{"__proto__":{"quantity":1}}'), 422, 'VALIDATION_FAILED'],
    ['a prototype key further down', json('{"quantity":{"__proto__":1}}'), 422, 'VALIDATION_FAILED'],
    [
      'a body in Latin-1',
      json('{"quantity":2}', 'application/json; charset=iso-8859-1'),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['a list', json('[]'), 422, 'VALIDATION_FAILED'],
    ['null', json('null'), 422, 'VALIDATION_FAILED'],
    ['another type', json('quantity=2', 'application/x-www-form-urlencoded'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['a huge body', json(JSON.stringify('x'.repeat(1024 * 1024))), 413, 'BODY_TOO_LARGE'],
    ['more values than 5,000', json(`[${'1,'.repeat(5_000)}1]`), 413, 'BODY_TOO_LARGE'],
    ['more levels than 20', json('['.repeat(500_000)), 413, 'BODY_TOO_LARGE'],
    ['bytes that are not UTF-8', json(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400, 'MALFORMED_JSON'],
    ['another method', { method: 'PUT' }, 405, 'METHOD_NOT_ALLOWED'],
    ['no valid token', { method: 'POST', headers: { [INTERNAL_HEADER]: 'nonsense' } }, 401, 'UNAUTHENTICATED'],
  ];
  for (const [what, init, status, code] of refused) {
    it(`refuses ${what} with ${code}`, async () => {
      const answer = await call('/echo/a', init);
      const body = (await answer.json()) as { code: string; traceId: string };
      expect([answer.status, body.code]).to.deep.equal([status, code]);
      expect(body.traceId).to.match(/^[0-9a-f]{32}$/);
      expect(answer.headers.get('content-type')).to.match(/problem\+json/);
    });
  }

  it('answers health and metrics to anyone, and names the failing part', async () => {
    expect((await fetch(`http://127.0.0.1:${http.port}/health/live`)).status).to.equal(200);
    const ready = await fetch(`http://127.0.0.1:${http.port}/health/ready`);
    expect(ready.status).to.equal(503);
    expect(await ready.json()).to.deep.include({ checks: { mongo: 'failed: gone' } });
    expect(await (await fetch(`http://127.0.0.1:${http.port}/metrics`)).text()).to.match(
      /http_server_duration_seconds/,
    );
  });
});
