import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import type { GrpcClient } from '../../dist/grpc/client.js';
import { startStock, stockClient } from '../support/stock.js';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';

describe('a gRPC callee that is slow, and is there', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const clientOf = (port: number): GrpcClient<StockDefinition> => {
    const client = stockClient([port]);
    closing.push(() => client.close());
    return client;
  };
  /** Counts the connections to `port` that are opened through it. */
  const counted = async (port: number) => {
    let connections = 0;
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      connections += 1;
      const onward = connect(port, '127.0.0.1');
      for (const end of [socket, onward]) sockets.add(end.on('error', () => undefined));
      socket.pipe(onward).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => (server.close(), sockets.forEach((socket) => socket.destroy())));
    return { port: (server.address() as AddressInfo).port, connections: () => connections };
  };

  it('is asked once a second whether it answers, however many calls wait for it', async () => {
    const server = await startStock({ Restock: () => pause(3_500).then(() => ({})) });
    closing.push(() => server.close(0));
    const way = await counted(server.port);
    const client = clientOf(way.port);
    await client.ready(5_000);
    const before = way.connections();
    const calls: Promise<unknown>[] = [];
    for (let n = 0; n < 50; n++) {
      calls.push(client.call('Restock', {}, { deadlineMs: 20_000 }));
      await pause(20);
    }
    await Promise.all(calls);
    expect(way.connections() - before).to.be.within(2, 8);
  });

  it('keeps its calls while it closes, though it accepts no new connections', async () => {
    let begun = false;
    const server = await startStock({
      Restock: async () => {
        begun = true;
        await pause(3_000);
        return {};
      },
    });
    const client = clientOf(server.port);
    const call = client.call('Restock', {}, { deadlineMs: 20_000 });
    await until('it has begun', () => begun);
    const closed = server.close();
    expect(await call).to.deep.equal({});
    client.close();
    await closed;
  });
});
