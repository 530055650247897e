import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import type { GrpcClient } from '../../dist/grpc/client.js';
import type { GrpcListening } from '../../dist/grpc/server.js';
import { createMetrics } from '../../dist/metrics.js';
import { startStock, stockClient } from '../support/stock.js';

/** The replicas of a name: on Linux all of 127.0.0.0/8 is this machine. */
const [FIRST, SECOND] = ['127.0.0.1', '127.0.0.2'];

describe('a gRPC client of a name', () => {
  const metrics = createMetrics('saga-orchestrator');
  const asked: string[] = [];
  let held: Promise<void> | undefined;
  let first: GrpcListening;
  let second: GrpcListening | undefined;
  let client: GrpcClient<StockDefinition>;
  let found: string[];

  const handlersOf = (replica: string) => ({
    Reserve: async ({ orderId }: { orderId: string }) => {
      asked.push(replica);
      if (orderId === 'held') await held;
      return {};
    },
  });
  const startSecond = () => startStock(handlersOf('second'), { host: SECOND, port: first.port });
  const clientThatLooksUp = async (careEveryMs: number) => {
    const addresses = [`orders.test:${first.port}`];
    const made = stockClient([], { addresses, metrics, lookup: async () => found, careEveryMs });
    await made.ready(5_000);
    return made;
  };
  const reserve = (orderId = 'a') => client.call('Reserve', { orderId }, { deadlineMs: 20_000 });
  const askedBy = async (calls: number) => {
    asked.length = 0;
    for (let n = 0; n < calls; n++) await reserve();
    return new Set(asked);
  };
  const breakers = async () =>
    (await metrics.breaker.get()).values
      .map(({ labels: { upstream } }) => upstream)
      .filter((name) => name !== undefined);

  beforeEach(async () => {
    held = undefined;
    found = [FIRST, SECOND];
    first = await startStock(handlersOf('first'));
    second = await startSecond();
    client = await clientThatLooksUp(50);
  });
  afterEach(async () => {
    client.close();
    await Promise.all([first.close(0), second?.close(0)]);
  });

  it('calls every process that the name stands for, each behind a breaker of its own', async () => {
    expect(await askedBy(10)).to.deep.equal(new Set(['first', 'second']));
    const own = [FIRST, SECOND].map((host) => `order-service grpc ${host}:${first.port} Stock`);
    expect(await breakers()).to.deep.equal(own);
  });

  it('leaves the one alone that falls silent, and only that one', async () => {
    expect((await askedBy(4)).size).to.equal(2);
    await second!.close(0);
    const silent = await accepting(SECOND, first.port);
    second = undefined;
    try {
      // its first call may wait for three seconds
      await askedBy(2);
      const began = Date.now();
      expect(await askedBy(40)).to.deep.equal(new Set(['first']));
      expect(Date.now() - began).to.be.below(900);
    } finally {
      await silent.close();
    }
    second = await startSecond();
    await until('it is called again', async () => (await askedBy(4)).size === 2);
  });

  it('calls a process that is added, and no longer one that is removed, which ends its calls', async () => {
    found = [FIRST];
    await until('the second is no longer called', async () => (await askedBy(4)).size === 1);
    let letGo = () => {};
    held = new Promise((resolve) => (letGo = resolve));
    const underWay = reserve('held');
    await until('the call is under way', () => asked.length > 4);
    found = [SECOND];
    await until('only the second is called', async () => [...(await askedBy(4))].join() === 'second');
    letGo();
    expect(await underWay).to.deep.equal({});
    expect(await breakers()).to.deep.equal([`order-service grpc ${SECOND}:${first.port} Stock`]);
  });

  it('finds its callee at another address as soon as a call is lost', async () => {
    found = [FIRST];
    client.close();
    client = await clientThatLooksUp(600_000);
    expect(await askedBy(2)).to.deep.equal(new Set(['first']));
    found = [SECOND];
    await first.close(0);
    await until('its next call is answered', () => reserve().then(() => true));
  });
});

/** Accepts connections at that address, and says nothing. */
async function accepting(host: string, port: number): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => void sockets.add(socket.on('error', () => undefined)));
  server.listen(port, host);
  await once(server, 'listening');
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
