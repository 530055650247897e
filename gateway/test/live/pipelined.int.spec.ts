import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { ACCOUNT_PATH } from '@shop/common/auth/current-accounts';
import { broadcast } from '@shop/common/redis/broadcasts';
import { CHANNELS } from '@shop/protos/channels';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { tokenOf } from '../support/tokens.js';

describe('event streams of clients that do not wait for an answer', () => {
  let redis: TestRedis;
  let publisher: Redis;
  let shop: TestGateway;
  let socket: Socket;
  let text: string;
  const statuses = new Map<string, string>();
  before(async () => {
    redis = await startRedis();
    publisher = new Redis(redis.url);
    shop = await startGateway(redis.url, {}, { beatMs: 50, pollMs: 200 });
    shop.orders.script = ({ url }, response) => {
      const status = statuses.get(url.split('/').at(-1)!)!;
      json(response, 200, { history: [{ seq: 1, status, at: new Date().toISOString() }] });
    };
  });
  beforeEach(() => {
    text = '';
    socket = connect(Number(new URL(shop.url).port), '127.0.0.1');
    socket.on('data', (chunk) => (text += String(chunk))).on('error', () => undefined);
  });
  afterEach(() => socket.destroy());
  after(async () => {
    await shop.stop();
    publisher.disconnect();
    await redis.stop();
  });

  const ask = (orderId: string, token = tokenOf('owner')) =>
    socket.write(
      `GET /api/orders/${orderId}/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n\r\n`,
    );
  const broadcastEnd = (orderId: string) =>
    broadcast(publisher, CHANNELS.orders, { orderId, seq: 2, status: 'CANCELLED', at: new Date().toISOString() });
  const openStreams = async () => /^event_streams_open\S* (\d+)/m.exec(await (await shop.call('/metrics')).text())?.[1];

  it('are answered one after the other on a connection, and end without harm', async () => {
    statuses.set('waits', 'PENDING').set('over', 'CANCELLED');
    ask('waits');
    ask('over');
    await until('the first is open', () => text.includes('"PENDING"'));
    await pause(300);
    expect(text).not.to.include('"CANCELLED"');
    broadcastEnd('waits');
    await until(
      'the second is answered',
      () => text.split('HTTP/1.1 200').length === 3 && /CANCELLED.*CANCELLED/s.test(text),
    );
  });

  it('leave nothing when the client leaves', async () => {
    statuses.set('waits', 'PENDING');
    ask('waits');
    ask('waits');
    await until('the first is open', () => text.includes('"PENDING"'));
    expect(await openStreams()).to.equal('1');
    socket.destroy();
    await until('none is left', async () => (await openStreams()) === '0');
  });

  it('are not opened for one that left before its rights were known', async () => {
    statuses.set('left', 'PENDING');
    const before = shop.users.script;
    let asked: ServerResponse | undefined;
    shop.users.script = (seen, response, request) => {
      if (seen.url !== ACCOUNT_PATH) return before(seen, response, request);
      asked = response;
    };
    ask('left', tokenOf('root', 'admin'));
    await until('its rights are asked for', () => asked !== undefined);
    socket.destroy();
    await pause(50);
    json(asked!, 200, { userId: 'root', role: 'admin' });
    await pause(300);
    shop.users.script = before;
    expect(await openStreams()).to.equal('0');
  });
});
