import { Queue } from 'bullmq';
import { expect } from 'chai';
import { request } from 'undici';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { outcome, startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

interface OpenApiDocument {
  openapi: string;
  paths: Record<string, { get: { security: unknown } }>;
  components: { schemas: { Problem: { required: string[] } }; securitySchemes: object };
}

describe('pages', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url);
  });
  after(async () => {
    await shop.stop();
    await redis.stop();
  });
  const admin = bearer(tokenOf('a1', 'admin'));
  const html = { accept: 'text/html' };
  const parts = (text: string) => [...text.matchAll(/(?:src|href)="(\/?[^":]+)"/g)].map(([, path]) => path!);

  for (const path of ['/', '/docs', '/console'])
    it(`${path} has no inline code and no parts from other origins, and all its parts exist`, async () => {
      const page = await shop.call(path, { headers: { ...html, ...admin } });
      expect([page.status, page.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
      expect(page.headers.get('content-security-policy')).to.match(
        /default-src 'none'.*script-src 'self';style-src 'self'/,
      );
      expect(page.headers.get('content-security-policy')).not.to.match(/unsafe|https?:/);
      const text = await page.text();
      expect(text).not.to.match(/<script(?![^>]*src=)[^>]*>|<style|style=|\son\w+="|https?:\/\//);
      for (const part of parts(text)) expect((await shop.call(part, { headers: admin })).status, part).to.be.below(400);
    });

  it('are not sent again when the browser has them in its cache', async () => {
    const etag = (await shop.call('/docs')).headers.get('etag')!;
    const again = await request(`${shop.url}/docs`, { headers: { 'if-none-match': etag } });
    expect([again.statusCode, await again.body.text()]).to.deep.equal([304, '']);
  });

  it('are files of the pages only', async () => {
    for (const path of [
      '/assets/../package.json',
      '/assets/%2e%2e/package.json',
      '/assets/..%2fpackage.json',
      '/docs/x',
    ])
      expect(await outcome(await shop.call(path))).to.deep.equal([404, 'ROUTE_NOT_FOUND']);
  });

  for (const path of ['/console', '/admin/queues', '/admin/queues/queue/sagas']) {
    it(`${path} is for administrators: others see the log-in page, programs get a problem`, async () => {
      const anonymous = await shop.call(path, { headers: html });
      expect([anonymous.status, await anonymous.text()]).to.satisfy(
        ([status, text]: [number, string]) => status === 401 && /<title[^>]*>Log in/.test(text),
      );
      const user = await shop.call(path, { headers: { ...html, cookie: `session=${tokenOf('u1')}` } });
      expect(user.status).to.equal(403);
      expect(await outcome(await shop.call(path))).to.deep.equal([401, 'UNAUTHENTICATED']);
      expect(await outcome(await shop.call(path, { headers: bearer() }))).to.deep.equal([403, 'FORBIDDEN']);
      const cookie = `session=${tokenOf('a1', 'admin')}`;
      expect((await shop.call(path, { headers: { ...html, cookie } })).status).to.equal(200);
    });
  }

  for (const [how, away, back] of [
    ['hangs', () => redis.pause(), () => redis.resume()],
    ['is gone', () => redis.kill(), () => redis.start()],
  ] as const)
    it(`of the queues are answered with 503 within seconds while Redis ${how}, and work again after that`, async () => {
      const paths = ['', '/queue/sagas', '/api/queues?activeQueue=sagas', '/api/queues/sagas/1'];
      await away();
      try {
        for (const path of paths) {
          const began = Date.now();
          const answer = await shop.call(`/admin/queues${path}`, { headers: { ...html, ...admin } });
          expect(Date.now() - began, path).to.be.below(5_000);
          expect(answer.headers.get('content-type'), path).to.match(/^application\/problem\+json/);
          expect(answer.headers.get('retry-after'), path).to.match(/^[1-9]/);
          const text = await answer.text();
          expect([answer.status, JSON.parse(text).code], path).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
          expect(text, path).not.to.match(/at .*\(|node_modules|stack/);
        }
      } finally {
        await back();
      }
      for (const path of paths.slice(0, 3))
        await until(`${path} is back`, async () => {
          return (await shop.call(`/admin/queues${path}`, { headers: admin })).status === 200;
        });
    });

  it('of the queues show and pause the queues of saga-orchestrator', async () => {
    const connection = { url: redis.url };
    const queue = new Queue('sagas', { connection, prefix: '{shop}' });
    await queue.add('place-order', { sagaId: 's1' }, { jobId: 's1' });
    const cookie = { cookie: `session=${tokenOf('a1', 'admin')}` };
    const page = await shop.call('/admin/queues', { headers: { ...html, ...cookie } });
    for (const part of parts(await page.text()).filter((each) => each.startsWith('static/')))
      expect((await shop.call(`/admin/queues/${part}`, { headers: cookie })).status, part).to.equal(200);
    const listed = await shop.call('/admin/queues/api/queues?activeQueue=sagas', { headers: cookie });
    expect(await listed.text())
      .to.include('"name":"sagas"')
      .and.include('place-order');
    const pause = (origin: string) =>
      shop.call('/admin/queues/api/queues/sagas/pause', { method: 'PUT', headers: { ...cookie, origin } });
    expect(await outcome(await pause('https://evil.example'))).to.deep.equal([403, 'CROSS_ORIGIN']);
    expect(await queue.isPaused()).to.equal(false);
    const call = (method: string, path: string) => shop.call(path, { method, headers: cookie });
    for (const path of ['nothing', 'static/nothing.js', 'static/..%2f..%2fpackage.json'])
      expect(await outcome(await call('GET', `/admin/queues/${path}`)), path).to.deep.equal([404, 'ROUTE_NOT_FOUND']);
    const deleted = await call('DELETE', '/admin/queues/api/queues');
    expect(deleted.headers.get('allow')).to.include('GET');
    expect(await outcome(deleted)).to.deep.equal([405, 'METHOD_NOT_ALLOWED']);
    expect((await pause(shop.url)).status).to.equal(200);
    expect(await queue.isPaused()).to.equal(true);
    await queue.close();
  });

  it('list the jobs of a saga: none when the queue has removed them, 404 for an unknown saga', async () => {
    const jobsOf = (id: string) => shop.call(`/api/sagas/${id}/jobs`, { headers: admin });
    shop.sagas.script = ({ url }, response) =>
      url === '/api/sagas/old' ? json(response, 200, {}) : json(response, 404, { code: 'SAGA_NOT_FOUND' });
    const old = await jobsOf('old');
    expect([old.status, await old.json()]).to.deep.equal([200, { items: [] }]);
    expect(await outcome(await jobsOf('nope'))).to.deep.equal([404, 'SAGA_NOT_FOUND']);
    const queue = new Queue('sagas', { connection: { url: redis.url }, prefix: '{shop}' });
    await queue.add('place-order', { sagaId: 'new' }, { jobId: 'saga-new' });
    await queue.close();
    expect(((await (await jobsOf('new')).json()) as { items: object[] }).items).to.have.length(1);
    shop.sagas.script = (_, response) => json(response, 503, { code: 'SERVICE_UNAVAILABLE' });
    expect(await outcome(await jobsOf('nope'))).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
  });

  it('have an OpenAPI document of all routes that the gateway exposes', async () => {
    const operation = { operationId: 'x', security: [{ bearer: [] }], responses: { 200: { description: 'ok' } } };
    shop.orders.script = (_, response) =>
      json(response, 200, { paths: { '/api/orders/{id}': { get: operation }, '/api/hidden': { get: operation } } });
    const answer = await shop.call('/openapi.json');
    const document = (await answer.json()) as OpenApiDocument;
    expect(answer.headers.get('content-type')).to.match(/^application\/json/);
    expect(document.openapi).to.match(/^3\.1\./);
    expect(document.paths['/api/orders/{id}']!.get.security).to.deep.equal([{ bearer: [] }, { session: [] }]);
    expect(document.paths).to.have.any.keys('/api/orders/{id}/events', '/openapi.json');
    expect(document.paths).not.to.have.any.keys('/api/hidden', '/faults');
    expect(document.components.schemas.Problem.required).to.include('code');
    expect(document.components.securitySchemes).to.have.keys('bearer', 'session');
  });
});
