import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { serviceDefinition } from '@shop/protos/load';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { expect } from 'chai';
import { startFaultProxy, type FaultProxy } from '@shop/testkit/fault-proxy';
import { conflict } from '../../dist/errors.js';
import type { GrpcClient } from '../../dist/grpc/client.js';
import type { GrpcListening } from '../../dist/grpc/server.js';
import { freePort } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { createMetrics } from '../../dist/metrics.js';
import { BreakerOpen } from '../../dist/grpc/left-alone.js';
import { Replicas } from '../../dist/grpc/replicas.js';
import { startStock, stockClient } from '../support/stock.js';

describe('a gRPC client of several replicas', () => {
  let server: GrpcListening;
  let client: GrpcClient<StockDefinition>;
  let calls = 0;
  before(async () => {
    server = await startStock({
      Release: async () => {
        calls += 1;
        throw conflict('STOCK_NOT_HELD', 'It is not held.');
      },
    });
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    client = stockClient([port, server.port]);
    await client.ready(10_000);
  });
  after(async () => {
    client?.close();
    await server?.close(0);
  });

  it('is answered every time while one of them is gone', async () => {
    for (let i = 0; i < 30; i++) expect(await client.call('Reserve', { orderId: 'a' })).to.deep.equal({});
  });

  it('treats a refusal as the answer, and asks no other replica', async () => {
    const code = await client.call('Release', { orderId: 'a' }).catch((error: { code: string }) => error.code);
    expect([code, calls]).to.deep.equal(['STOCK_NOT_HELD', 1]);
  });
});

describe('a gRPC call that takes long', () => {
  let server: GrpcListening;
  let frozen: FaultProxy;
  const clients: GrpcClient<StockDefinition>[] = [];
  const clientOf = (...ports: number[]) => {
    const client = stockClient(ports);
    clients.push(client);
    return client;
  };
  before(async () => {
    server = await startStock({ Restock: () => pause(2_500).then(() => ({})) });
    frozen = await startFaultProxy(server.port);
  });
  after(async () => {
    clients.forEach((client) => client.close());
    await frozen?.close();
    await server?.close(0);
  });
  const took = async (work: Promise<unknown>) => {
    const began = Date.now();
    const code = await work.then(
      () => 'OK',
      (error: { code: string }) => error.code,
    );
    return { code, ms: Date.now() - began };
  };

  it('waits as long as the callee answers at all', async () => {
    const { code } = await took(clientOf(server.port).call('Restock', {}, { deadlineMs: 9_000 }));
    expect(code).to.equal('OK');
  });

  it('is abandoned long before its deadline when the callee is silent', async () => {
    const client = clientOf(frozen.port);
    expect((await took(client.call('Reserve', {}))).code).to.equal('OK');
    frozen.blackHole();
    const { code, ms } = await took(client.call('Reserve', {}, { deadlineMs: 20_000 }));
    expect(code).to.equal('TIMED_OUT');
    expect(ms).to.be.within(2_900, 8_000);
    frozen.heal();
  });

  it('goes to another replica when one is silent, and the next calls go there at once until it is back', async () => {
    const client = clientOf(frozen.port, server.port);
    for (let i = 0; i < 2; i++) await client.call('Reserve', {});
    frozen.blackHole();
    const calls = () => Promise.all(Array.from({ length: 4 }, () => took(client.call('Reserve', {}))));
    expect((await calls()).map(({ code }) => code)).to.deep.equal(Array(4).fill('OK'));
    // as long as a breaker without this knowledge needs to try the silent one again, and longer
    const began = Date.now();
    const outcomes: { code: string; ms: number }[] = [];
    await until('a few seconds have passed', async () => {
      outcomes.push(...(await calls()));
      return Date.now() - began > 3_500;
    });
    expect(outcomes.filter(({ code, ms }) => code !== 'OK' || ms > 900)).to.deep.equal([]);
    frozen.heal();
    const alone = clientOf(frozen.port);
    await until('the silent one answers again', async () => (await took(alone.call('Reserve', {}))).code === 'OK');
  });

  it('goes to another replica when it is a stream and one cannot be reached', async () => {
    const client = clientOf(frozen.port, server.port);
    frozen.blackHole();
    for (let i = 0; i < 2; i++) {
      const read = async () => {
        for await (const _ of client.stream('Audit', {})) break;
      };
      const { code, ms } = await took(read());
      expect([code, ms < 4_500]).to.deep.equal(['OK', true]);
    }
    frozen.heal();
  });

  it('waits no longer than for a restart when it is a stream and the only replica is gone', async () => {
    const client = clientOf(await freePort());
    const read = async () => {
      for await (const _ of client.stream('Audit', {})) break;
    };
    const { code, ms } = await took(read());
    expect([code, ms < 4_000]).to.deep.equal(['SERVICE_UNAVAILABLE', true]);
  });

  it('fails at once while the only replica is silent, and goes through within a second of its return', async () => {
    const client = clientOf(frozen.port);
    await client.call('Reserve', {});
    frozen.blackHole();
    expect((await took(client.call('Reserve', {}))).code).to.equal('TIMED_OUT');
    const outcome = await took(client.call('Reserve', {}));
    expect([outcome.code, outcome.ms < 900]).to.deep.equal(['SERVICE_UNAVAILABLE', true]);
    frozen.heal();
    const healedAt = Date.now();
    await until('it is called again', async () => (await took(client.call('Reserve', {}))).code === 'OK');
    expect(Date.now() - healedAt).to.be.below(1_000);
  });
});

describe('a gRPC client whose connection was accepted and then forgotten', () => {
  it('opens another one as soon as the callee can be reached', async () => {
    const server = await startStock();
    const way = await startFaultProxy(server.port);
    const client = stockClient([way.port]);
    const reserve = () => client.call('Reserve', {}).then(() => 'OK', String);
    try {
      way.blackHole();
      expect(await reserve()).not.to.equal('OK');
      way.halfOpen();
      way.heal();
      const reachableAt = Date.now();
      await until('a call is answered', async () => (await reserve()) === 'OK');
      expect(Date.now() - reachableAt).to.be.below(3_000);
    } finally {
      client.close();
      await way.close();
      await server.close(0);
    }
  });
});

describe('a gRPC client whose callee hangs and recovers', () => {
  let server: GrpcListening;
  let client: GrpcClient<StockDefinition>;
  const sockets = new Set<Socket>();
  let hangs = false;
  /** A proxy between client and server. While it hangs it accepts connections and bytes, and forwards nothing. */
  const between = createServer((socket) => {
    const onward = connect(server.port, '127.0.0.1');
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      from.on('error', () => undefined).on('data', (bytes) => to.write(bytes));
      sockets.add(from);
      if (hangs) from.pause();
    }
  });
  const hang = (now: boolean) => {
    hangs = now;
    for (const socket of sockets) socket[now ? 'pause' : 'resume']();
  };
  const reserve = () => client.call('Reserve', { orderId: 'a' }, { deadlineMs: 150 }).catch((error: unknown) => error);
  const opened = () =>
    until('its breaker is open', async () => {
      const outcomes = await Promise.all(Array.from({ length: 12 }, reserve));
      return outcomes.some((outcome) => outcome instanceof BreakerOpen);
    });
  before(async () => {
    server = await startStock();
    between.listen(0, '127.0.0.1');
    await once(between, 'listening');
    client = stockClient([(between.address() as AddressInfo).port]);
    await client.ready(10_000);
  });
  after(async () => {
    client?.close();
    await server?.close(0);
    for (const socket of sockets) socket.destroy();
    between.close();
  });

  for (const [when, ms] of [
    ['right after its breaker opened', 0],
    ['long after', 3_000],
  ] as const)
    it(`calls it again within two seconds, when it recovers ${when}`, async () => {
      hang(true);
      await opened();
      const openedAt = Date.now();
      await until('so much time has passed', () => Date.now() >= openedAt + ms);
      hang(false);
      const returnedAt = Date.now();
      await until('a call is answered', async () => !((await reserve()) instanceof Error));
      expect(Date.now() - returnedAt).to.be.below(ms === 0 ? 2_000 : 1_000);
    });
});

describe('replicas with an open breaker', () => {
  const replicas = new Replicas({
    service: 'Stock',
    definition: serviceDefinition('Stock'),
    callee: 'order-service',
    addresses: ['127.0.0.1:1', '127.0.0.1:2'],
    metrics: createMetrics('saga-orchestrator'),
  });
  after(() => replicas.close());
  const soon = () => Date.now() + 5_000;
  const beingTried = () => new BreakerOpen('order-service', Date.now() + 250);

  it('are passed over for the next one', async () => {
    let asked = 0;
    const ask = async () => {
      if ((asked += 1) === 1) throw beingTried();
      return 'OK';
    };
    expect(await replicas.ask(soon(), ask)).to.equal('OK');
  });

  it('are asked once each when all of them have one', async () => {
    let asked = 0;
    const outcome = await replicas
      .ask(soon(), () => ((asked += 1), Promise.reject(beingTried())))
      .catch((error: unknown) => error);
    expect([outcome instanceof BreakerOpen, asked]).to.deep.equal([true, 2]);
  });
});
