import { TRACES, traceStore } from '@shop/common/tracing/store';
import type { SpanData } from '@shop/common/tracing/tracing';
import type { AnyJson, JsonObject } from '@shop/testkit/json';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { bearer, tokenOf } from '../support/tokens.js';

const id = (n: number, digits: number) => n.toString(16).padStart(digits, '0');
const span = (trace: number, number: number, more: Partial<SpanData> = {}): SpanData => ({
  traceId: id(trace, 32),
  spanId: id(trace * 1000 + number, 16),
  name: `work ${number}`,
  kind: 'internal',
  start: 1_700_000_000_000 + trace * 1000 + number,
  duration: 10,
  failed: false,
  attributes: {},
  links: [],
  ...more,
});

describe('the last traces', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  let client: Redis;

  before(async () => {
    redis = await startRedis();
    client = new Redis(redis.url);
    client.on('error', () => undefined);
    shop = await startGateway(redis.url);
  });
  after(async () => {
    client.disconnect();
    await shop.stop();
    await redis.stop();
  });
  beforeEach(() => client.flushall());

  /** The number of entries added so far, including trimmed ones. */
  const added = async (): Promise<number> => {
    const info = (await client.xinfo('STREAM', TRACES).catch(() => [])) as unknown[];
    return Number(info[info.indexOf('entries-added') + 1] ?? 0);
  };
  /** Exports spans as a process does. A process drops spans until it is connected, so this repeats until they are stored. */
  const leave = async (process: string, ...spans: SpanData[]) => {
    const before = await added();
    const sink = traceStore(redis.url, process, `${process}:1`);
    await until('the spans are stored', async () => {
      await sink.take(spans);
      return (await added()) > before;
    });
    await sink.close();
  };
  const read = async (path: string) => {
    const answer = await shop.call(path, { headers: bearer(tokenOf('boss', 'admin')) });
    return { status: answer.status, body: (await answer.json()) as JsonObject };
  };

  it('include traces of requests, and those of a process’s own look-ups only if they failed', async () => {
    await leave('order-service', ...[6, 7, 8].map((n) => span(n, 1, { name: 'find orders', kind: 'client' })));
    await leave('gateway', span(4, 1, { name: 'GET /api/orders', kind: 'server' }));
    await leave('payment-service', span(5, 1, { name: 'find payments', kind: 'client', failed: true }));
    const { body } = await read('/api/traces?limit=2');
    expect(body['items'].map(({ name }: { name: string }) => name)).to.deep.equal(['find payments', 'GET /api/orders']);
  });

  it('are assembled from the spans of each process', async () => {
    const child = span(1, 2, { parentId: span(1, 1).spanId, failed: true, attributes: { 'shop.saga.id': 's1' } });
    const later = span(2, 1, {
      links: [{ traceId: id(1, 32), spanId: child.spanId }],
      attributes: { 'shop.saga.id': 's1' },
    });
    await leave('gateway', span(1, 1, { name: 'POST /api/orders', kind: 'server', duration: 50 }), later);
    await leave('order-service', child);

    const { body: list } = await read('/api/traces');
    expect(list['store']).to.deep.equal({ enabled: true, sample: 1 });
    expect(list['items']).to.have.length(2);
    expect(list['items'][1]).to.deep.equal({
      traceId: id(1, 32),
      name: 'POST /api/orders',
      process: 'gateway',
      startedAt: new Date(span(1, 1).start).toISOString(),
      durationMs: 50,
      spans: 2,
      failed: 1,
      processes: ['gateway', 'order-service'],
      sagaIds: ['s1'],
      orderIds: [],
    });
    const { body: one } = await read(`/api/traces/${id(1, 32)}`);
    expect(
      one['spans'].map((each: AnyJson) => [each.process, each.parentId, each.offsetMs, each.status]),
    ).to.deep.equal([
      ['gateway', null, 0, 'ok'],
      ['order-service', span(1, 1).spanId, 1, 'error'],
    ]);
    expect(one['linkedFrom'].map((each: AnyJson) => each.traceId)).to.deep.equal([id(2, 32)]);
  });

  it('can be filtered by saga and by failure and limited in number, newest first', async () => {
    const many = Array.from({ length: 50 }, (_, n) =>
      span(n + 1, 1, { failed: n === 7, attributes: { 'shop.saga.id': `s${n % 5}` } }),
    );
    await leave('gateway', ...many);
    const ids = async (query: string) =>
      (await read(`/api/traces?${query}`)).body['items'].map((each: AnyJson) => each.traceId);
    expect(await ids('limit=3')).to.deep.equal([id(50, 32), id(49, 32), id(48, 32)]);
    expect(await ids('sagaId=s2&limit=2')).to.deep.equal([id(48, 32), id(43, 32)]);
    expect(await ids('failed=true')).to.deep.equal([id(8, 32)]);
    expect(await ids('')).to.have.length(20);
    for (const wrong of ['limit=0', 'limit=101', 'other=1', 'failed=perhaps'])
      expect((await read(`/api/traces?${wrong}`)).status, wrong).to.equal(422);
  });

  it('use bounded memory', async () => {
    const full = Array.from({ length: 32 * 600 }, (_, n) => span(1, n));
    for (let each = 0; each < 4; each++) await leave('gateway', ...full);
    expect(await added()).to.be.at.least(2_400);
    expect(await client.xlen(TRACES)).to.be.within(2_000, 2_200);
  });

  it('report that tracing is off, and that Redis is down', async () => {
    const off = await startGateway(redis.url, { TRACE_STORE: 'off' });
    const answer = await off.call('/api/traces', { headers: bearer(tokenOf('boss', 'admin')) });
    expect(await answer.json()).to.deep.equal({ items: [], store: { enabled: false, sample: 1 } });
    await off.stop();
    await redis.kill();
    expect((await read('/api/traces')).status).to.equal(503);
    await redis.start();
  });
});
