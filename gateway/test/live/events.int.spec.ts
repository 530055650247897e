import { setTimeout as pause } from 'node:timers/promises';
import { DISABLED_PATH } from '@shop/common/auth/current-accounts';
import { broadcast } from '@shop/common/redis/broadcasts';
import { CHANNELS } from '@shop/protos/channels';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { request } from 'undici';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import type { StatusChange } from '../../dist/live/progress.js';
import { outcome, startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

/** One gateway must carry 2,000 streams (`STREAMS=2000`). Fewer test the same in a second. */
const STREAMS = Number(process.env['STREAMS'] ?? 300);
const OWNER = bearer(tokenOf('owner'));

describe('event streams', () => {
  let redis: TestRedis;
  let publisher: Redis;
  let shop: TestGateway;
  const histories = new Map<string, StatusChange[]>();
  const cancelling = new Set<string>();
  before(async () => {
    redis = await startRedis();
    publisher = new Redis(redis.url, { retryStrategy: () => 50 });
    publisher.on('error', () => undefined);
    shop = await startGateway(redis.url, {}, { pollMs: 1_500, beatMs: 200, rightsMs: 100 });
    shop.orders.script = (seen, response) => {
      const id = seen.url.slice('/api/orders/'.length);
      const history = histories.get(id);
      if (history) json(response, 200, { history, ...(cancelling.has(id) ? { cancelling: true } : {}) });
      else json(response, 404, { code: 'ORDER_NOT_FOUND', detail: 'There is no such order.' });
    };
  });
  after(async () => {
    await shop.stop();
    publisher.disconnect();
    await redis.stop();
  });

  /** Adds to an order's history and, unless it is lost, broadcasts it. */
  const change = (orderId: string, status: string, { lost = false } = {}) => {
    const history = histories.get(orderId) ?? [];
    const entry = { seq: history.length + 1, status, at: new Date().toISOString() };
    histories.set(orderId, [...history, entry]);
    if (!lost) broadcast(publisher, CHANNELS.orders, { orderId, ...entry });
  };
  const open = async (orderId: string, lastEventId?: string, url = shop.url) => {
    const { statusCode, headers, body } = await request(`${url}/api/orders/${orderId}/events`, {
      headers: { ...OWNER, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
    });
    const stream = { statusCode, headers, text: '', ended: false, body };
    body.on('data', (chunk: Buffer) => (stream.text += String(chunk)));
    body.on('error', () => (stream.ended = true));
    body.on('end', () => (stream.ended = true));
    return stream;
  };
  const seqs = ({ text }: { text: string }) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));

  it('show the history, then each change, and end with the last', async () => {
    change('o1', 'PENDING');
    const stream = await open('o1');
    expect([stream.statusCode, stream.headers['content-type']]).to.deep.equal([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    await until('the history', () => seqs(stream).length === 1);
    change('o1', 'AWAITING_PAYMENT');
    await until('the change', () => seqs(stream).length === 2);
    change('o1', 'CONFIRMED');
    await until('the end', () => stream.ended);
    expect(seqs(stream)).to.deep.equal([1, 2, 3]);
    const data = [...stream.text.matchAll(/^data: (.*)$/gm)].map(([, text]) => JSON.parse(text!) as StatusChange);
    expect(data).to.deep.equal(histories.get('o1'));
  });

  it('end once the account of their caller is disabled', async () => {
    change('of-a-disabled-account', 'PENDING');
    const stream = await open('of-a-disabled-account');
    await until('the history', () => seqs(stream).length === 1);
    const before = shop.users.script;
    shop.users.script = (seen, response, asked) =>
      seen.url === DISABLED_PATH ? json(response, 200, { ids: ['owner'] }) : before(seen, response, asked);
    await until('the end', () => stream.ended);
    shop.users.script = before;
    await until('the account is enabled', async () => (await open('of-a-disabled-account')).statusCode === 200);
  });

  it('replay an ended order and end, even if it was cancelled after its confirmation', async () => {
    for (const status of ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']) change('o2', status);
    const first = await open('o2');
    await until('the end', () => first.ended);
    change('o2', 'CANCELLED');
    const second = await open('o2');
    await until('the end', () => second.ended);
    expect([seqs(first), seqs(second)]).to.deep.equal([
      [1, 2, 3],
      [1, 2, 3, 4],
    ]);
  });

  it('continue past the confirmation if they are opened after a cancellation was accepted', async () => {
    for (const status of ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']) change('o6', status);
    cancelling.add('o6');
    const [whole, resumed] = await Promise.all([open('o6'), open('o6', '3')]);
    await until('the history', () => seqs(whole).length === 3);
    change('o6', 'CANCELLED');
    await until('the ends', () => whole.ended && resumed.ended);
    expect([seqs(whole), seqs(resumed)]).to.deep.equal([[1, 2, 3, 4], [4]]);
  });

  it('resume after Last-Event-ID, and ignore a malformed one', async () => {
    for (const status of ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED']) change('o3', status);
    const cases: [string, number[]][] = [
      ['1', [2, 3]],
      ['3', []],
      ['x', [1, 2, 3]],
      ['-1', [1, 2, 3]],
      ['1.5', [1, 2, 3]],
      ['999', [1, 2, 3]],
      ['', [1, 2, 3]],
    ];
    for (const [lastEventId, expected] of cases) {
      const stream = await open('o3', lastEventId);
      await until('the end', () => stream.ended);
      expect(seqs(stream), lastEventId).to.deep.equal(expected);
    }
  });

  it('are only for who may read the order', async () => {
    expect(await outcome(await shop.call('/api/orders/o1/events'))).to.deep.equal([401, 'UNAUTHENTICATED']);
    expect(await outcome(await shop.call('/api/orders/none/events', { headers: OWNER }))).to.deep.equal([
      404,
      'ORDER_NOT_FOUND',
    ]);
    expect(await outcome(await shop.call('/api/orders/%ZZ/events', { headers: OWNER }))).to.deep.equal([
      422,
      'VALIDATION_FAILED',
    ]);
  });

  it('are kept alive by comments', async () => {
    change('o4', 'PENDING');
    const stream = await open('o4');
    await until('two comments', () => (stream.text.match(/^:$/gm) ?? []).length >= 2);
    stream.body.destroy();
  });

  it('fill a gap at once, and poll for a lost broadcast', async () => {
    change('o5', 'PENDING');
    const stream = await open('o5');
    await until('the history', () => seqs(stream).length === 1);
    change('o5', 'AWAITING_PAYMENT', { lost: true });
    change('o5', 'PENDING');
    await until('all three', () => seqs(stream).length === 3, 1_000);
    change('o5', 'CANCELLED', { lost: true });
    await until('the end', () => stream.ended);
    expect(seqs(stream)).to.deep.equal([1, 2, 3, 4]);
  });

  it(`show everything once and in order to ${STREAMS} clients whose connections drop while Redis restarts`, async () => {
    // a gateway of its own: five comments a second are too many for so many streams
    const many = await startGateway(redis.url, {}, { pollMs: 3_000 });
    many.orders.script = shop.orders.script;
    const ids = Array.from({ length: STREAMS }, (_, index) => `many-${index}`);
    for (const id of ids) change(id, 'PENDING', { lost: true });
    const seen = new Map(ids.map((id) => [id, [] as number[]]));
    const live = new Map<string, () => void>();
    let opened = 0;
    let dropped = 0;
    const watch = async (id: string) => {
      const mine = seen.get(id)!;
      for (let ended = false; !ended;) {
        const from = mine.length > 0 ? String(mine.at(-1)) : undefined;
        const stream = await open(id, from, many.url).catch(() => undefined);
        // a client reconnects if it cannot connect or receives a Retry-After
        if (stream?.statusCode !== 200) {
          await pause(500);
          continue;
        }
        opened += 1;
        let wasDropped = false;
        await new Promise<void>((resolve) => {
          live.set(id, () => ((wasDropped = true), stream.body.destroy()));
          stream.body.once('close', resolve);
          if (stream.body.closed) resolve();
        });
        live.delete(id);
        mine.push(...seqs(stream));
        ended = !wasDropped;
      }
    };
    /** Drops a random share of the open connections. */
    const drop = (share: number) => {
      for (const cut of live.values())
        if (Math.random() < share) {
          dropped += 1;
          cut();
        }
    };
    const watching = Promise.all(ids.map(watch));
    watching.catch(() => undefined);
    await until('all are open', () => opened >= ids.length && live.size === ids.length, 200_000);
    for (const id of ids) change(id, 'AWAITING_PAYMENT');
    drop(0.3);
    await redis.kill();
    for (const id of ids) change(id, 'PENDING', { lost: true });
    drop(0.2);
    await redis.start();
    await until('the publisher is back', () => publisher.status === 'ready');
    drop(0.2);
    for (const id of ids) change(id, 'CONFIRMED', { lost: Math.random() < 0.5 });
    await watching;
    for (const [id, mine] of seen) expect(mine, id).to.deep.equal([1, 2, 3, 4]);
    expect(dropped).to.be.above(STREAMS / 10);
    const left = async () => /^event_streams_open\S* (\d+)/m.exec(await (await many.call('/metrics')).text())?.[1];
    await until('none is left', async () => (await left()) === '0');
    await many.stop();
    if (process.env['STREAMS'])
      console.log(`      ${dropped} connections dropped, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB held`);
  }).timeout(400_000);

  it('receive a retry time when the gateway shuts down', async () => {
    const other = await startGateway(redis.url);
    other.orders.script = (_, response) => json(response, 200, { history: [{ seq: 1, status: 'PENDING', at: 'now' }] });
    const { body } = await request(`${other.url}/api/orders/o9/events`, { headers: OWNER });
    let text = '';
    body.on('data', (chunk: Buffer) => (text += String(chunk)));
    await until('it is open', () => text.includes('id: 1'));
    const ended = new Promise((resolve) => body.once('end', resolve));
    const began = Date.now();
    await other.stop();
    await ended;
    expect(text).to.match(/retry: 1000\n\n$/);
    expect(Date.now() - began).to.be.below(2_000);
  });
});
