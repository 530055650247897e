import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { Agent, request } from 'undici';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { outcome, startGateway, withKeys, type TestGateway } from '../support/gateway.js';
import { json } from '../support/stand-in.js';
import { bearer, tokenOf } from '../support/tokens.js';

const CALLERS = 12;
const CONNECTIONS = 1_200;

describe('places for work', function () {
  this.timeout(60_000);
  let redis: TestRedis;
  let shop: TestGateway;
  before(async () => {
    redis = await startRedis();
    shop = await startGateway(redis.url, { RATE_LIMIT: 'on', BULKHEAD_LIMIT: '20' });
  });
  after(async () => {
    await shop.stop();
    await redis.stop();
  });

  const logIn = async (localAddress: string): Promise<number> => {
    const dispatcher = new Agent({ connect: { localAddress } });
    const { statusCode, body } = await request(`${shop.url}/api/users/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"email":"a@example.com","password":"x"}',
      dispatcher,
    });
    await body.dump();
    await dispatcher.close();
    return statusCode;
  };

  it(`are not held by ${CONNECTIONS} connections that each send half a body`, async () => {
    const sockets: Socket[] = [];
    const head = 'POST /api/users/refresh HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n'; // prettier-ignore
    try {
      let sent = 0;
      for (let at = 0; at < CONNECTIONS; at++) {
        const localAddress = `127.0.0.${2 + (at % CALLERS)}`;
        const socket = connect({ port: shop.gateway.port, host: '127.0.0.1', localAddress });
        socket.on('error', () => undefined).resume();
        socket.write(head + ' '.repeat(70_000), () => sent++);
        sockets.push(socket);
        // from an address of its own, and from one that the attackers use
        if (at % 200 === 199)
          for (const address of ['127.0.0.1', '127.0.0.2']) {
            const began = performance.now();
            expect([address, await logIn(address)]).to.deep.equal([address, 200]);
            expect(performance.now() - began).to.be.below(10_000);
          }
      }
      await until('all of them are sent', () => sent + sockets.filter((socket) => socket.destroyed).length >= CONNECTIONS); // prettier-ignore
      expect(await logIn('127.0.0.1')).to.equal(200);
      expect(shop.users.seen.filter(({ url }) => url === '/api/users/refresh')).to.deep.equal([]);
      await until('they are closed', () => sockets.every((socket) => socket.destroyed || socket.readableEnded), 30_000);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it('are shared: one caller gets only some of them', async () => {
    const waiting: (() => void)[] = [];
    shop.orders.script = (_, response) => void waiting.push(() => json(response, 200, {}));
    const [own, other] = [bearer(tokenOf('busy')), bearer(tokenOf('other'))];
    const get = (headers: Record<string, string>) => shop.call('/api/orders', { headers });
    const first = [get(own), get(own)];
    await until('two are in progress', () => waiting.length === 2);
    const third = await get(own);
    expect(third.headers.get('retry-after')).to.equal('1');
    expect(await outcome(third)).to.deep.equal([429, 'RATE_LIMITED']);
    const others = get(other);
    await until("another caller's is in progress", () => waiting.length === 3);
    for (const answer of waiting) answer();
    expect((await Promise.all([...first, others])).map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    shop.orders.script = withKeys((_, response) => json(response, 200, {}));
    expect((await get(own)).status).to.equal(200);
  });
});
