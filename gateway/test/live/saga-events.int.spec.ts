import type { ServerResponse } from 'node:http';
import { ACCOUNT_PATH } from '@shop/common/auth/current-accounts';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { request } from 'undici';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

const VIEWER = bearer(tokenOf('root', 'admin'));

describe('event streams of sagas', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  const open: ServerResponse[] = [];
  let left = 0;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, {}, { rightsMs: 100 });
    shop.sagas.script = ({ url, headers }, response) => {
      if (!url.endsWith('/s1/events')) return json(response, 404, { code: 'SAGA_NOT_FOUND', detail: 'There is none.' });
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      response.write(`retry: 2000\n\nid: ${Number(headers['last-event-id'] ?? 0) + 1}\ndata: {}\n\n`);
      open.push(response);
      response.once('close', () => (left += 1));
    };
  });
  after(async () => {
    await shop?.stop();
    await redis?.stop();
  });

  const watch = async (id: string, headers: Record<string, string> = {}) => {
    const {
      statusCode,
      headers: said,
      body,
    } = await request(`${shop.url}/api/sagas/${id}/events`, {
      headers: { ...VIEWER, ...headers },
    });
    const stream = { statusCode, type: said['content-type'], text: '', ended: false, body };
    body.on('data', (chunk: Buffer) => (stream.text += String(chunk)));
    body.on('end', () => (stream.ended = true));
    body.on('error', () => undefined);
    return stream;
  };
  const metric = async () => {
    const { body } = await request(`${shop.url}/metrics`);
    return /^event_streams_open\S* (\d+)/m.exec(await body.text())?.[1];
  };

  it('end once their caller is no longer an administrator', async () => {
    const stream = await watch('s1', bearer(tokenOf('demoted', 'admin')));
    await until('the first event is here', async () => stream.text.includes('id: 1'));
    const before = shop.users.script;
    shop.users.script = (seen, response, asked) =>
      seen.url === ACCOUNT_PATH
        ? json(response, 200, { userId: 'demoted', role: 'user' })
        : before(seen, response, asked);
    await until('it has ended', async () => stream.ended);
    expect(stream.text).to.match(/retry: 1000\n\n$/);
    shop.users.script = before;
    await until('the orchestrator is left', async () => open.at(-1)!.closed);
  });

  it('are forwarded as they come, from the Last-Event-ID on, until the orchestrator ends them', async () => {
    const stream = await watch('s1', { 'last-event-id': '4' });
    expect([stream.statusCode, stream.type]).to.deep.equal([200, 'text/event-stream; charset=utf-8']);
    await until('the first event is here', async () => stream.text.includes('id: 5'));
    open.at(-1)!.write('id: 6\ndata: {}\n\n');
    await until('the second event is here', async () => stream.text.includes('id: 6'));
    open.at(-1)!.end();
    await until('it has ended', async () => stream.ended);
    await until('it is no longer counted', async () => (await metric()) === '0');
  });

  it('are refused for an unknown saga and for callers who may not see sagas', async () => {
    const none = await watch('s2');
    const denied = await watch('s1', bearer(tokenOf('u1')));
    await until('both have ended', async () => none.ended && denied.ended);
    expect([none.statusCode, none.text]).to.satisfy(
      ([status, text]: [number, string]) => status === 404 && /SAGA_NOT_FOUND/.test(text),
    );
    expect(denied.statusCode).to.equal(403);
  });

  it('end at the orchestrator when the client leaves', async () => {
    const before = left;
    const stream = await watch('s1');
    await until('it is counted', async () => (await metric()) === '1');
    stream.body.destroy();
    await until('the orchestrator knows', async () => left > before);
  });

  it('receive a retry time and end when the gateway shuts down', async () => {
    const stream = await watch('s1');
    await until('the first event is here', async () => stream.text.includes('id: 1'));
    await shop.stop();
    await until('it has ended', async () => stream.ended);
    expect(stream.text).to.match(/retry: 1000\n\n$/);
  });
});
