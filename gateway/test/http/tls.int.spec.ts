import { connect } from 'node:http2';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { Agent, request } from 'undici';
import { freePort, startRedis, type TestRedis } from '@shop/testkit/redis';
import { makeCertificate } from '../support/certificate.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer } from '../support/tokens.js';

describe('the gateway with a certificate', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  let certificate: Awaited<ReturnType<typeof makeCertificate>>;
  let secure: string;
  before(async () => {
    certificate = await makeCertificate();
    const { cert, key } = certificate;
    redis = await startRedis();
    const port = String(await freePort());
    shop = await startGateway(redis.url, { TLS_CERT_FILE: cert, TLS_KEY_FILE: key, HTTP_REDIRECT_PORT: port });
    secure = `https://localhost:${shop.gateway.port}`;
  });
  after(async () => {
    await shop.stop();
    await redis.stop();
    await certificate.remove();
  });

  it('answers over HTTP/1.1, with HSTS', async () => {
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    const { statusCode, headers, body } = await request(`${secure}/api/products`, { dispatcher });
    expect([statusCode, await body.json()]).to.deep.equal([200, { ok: true }]);
    expect(headers['strict-transport-security']).to.match(/^max-age=\d{8}/);
    expect(shop.orders.seen.at(-1)!.headers['x-forwarded-proto']).to.equal('https');
    await dispatcher.close();
  });

  it('answers over HTTP/2, including bodies and streams', async () => {
    shop.orders.script = (seen, response) =>
      json(response, 200, { length: seen.body.length, history: [{ seq: 1, status: 'CANCELLED', at: 'now' }] });
    const session = connect(secure, { rejectUnauthorized: false });
    const call = async (headers: Record<string, string>, body?: string) => {
      const stream = session.request({ ...bearer(), ...headers }, { endStream: body === undefined });
      const status = new Promise((resolve) => stream.once('response', (head) => resolve(head[':status'])));
      if (body !== undefined) stream.end(body);
      return [await status, await text(stream)] as [number, string];
    };
    const [posted, answer] = await call({ ':method': 'POST', ':path': '/api/orders' }, 'x'.repeat(200_000));
    expect([posted, JSON.parse(answer).length]).to.deep.equal([200, 200_000]);
    expect((await call({ ':method': 'POST', ':path': '/api/orders' }, 'x'.repeat(1_100_000)))[0]).to.equal(413);
    expect((await call({ ':path': '/api/orders/1/events' }))[1]).to.include('id: 1\ndata: {"seq":1');
    expect((await call({ ':path': '/api/nothing' }))[0]).to.equal(404);
    session.close();
  });

  it('refuses the name of another site over HTTP/2 as over HTTP/1.1', async () => {
    const session = connect(secure, { rejectUnauthorized: false });
    const statusOf = async (headers: Record<string, string>) => {
      const stream = session.request({ ':path': '/api/products', ...headers });
      const status = new Promise((resolve) => stream.once('response', (head) => resolve(head[':status'])));
      await text(stream);
      return status;
    };
    const own = `localhost:${shop.gateway.port}`;
    expect(await statusOf({ ':authority': 'evil.example' })).to.equal(400);
    expect(await statusOf({ ':authority': own, host: 'evil.example' })).to.equal(400);
    expect(await statusOf({ ':authority': own })).to.equal(200);
    session.close();
    const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
    const { statusCode, body } = await request(`${secure}/api/products`, {
      dispatcher,
      headers: { host: 'evil.example' },
    });
    expect([statusCode, ((await body.json()) as { code: string }).code]).to.deep.equal([400, 'HOST_NOT_ALLOWED']);
    await dispatcher.close();
  });

  it('redirects HTTP to HTTPS', async () => {
    const { statusCode, headers } = await request(`http://localhost:${shop.gateway.redirectPort}/docs?a=1`);
    expect([statusCode, headers['location']]).to.deep.equal([308, `${secure}/docs?a=1`]);
  });

  it('redirects to the port at which it is published', async () => {
    const { cert, key } = certificate;
    const ports = { HTTP_REDIRECT_PORT: String(await freePort()), HTTPS_PORT: '443' };
    const published = await startGateway(redis.url, { TLS_CERT_FILE: cert, TLS_KEY_FILE: key, ...ports });
    const { headers } = await request(`http://localhost:${published.gateway.redirectPort}/docs?a=1`);
    await published.stop();
    expect(headers['location']).to.equal('https://localhost/docs?a=1');
  });
});
