import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startFaultProxy } from '@shop/testkit/fault-proxy';
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

  it('opens a stream over a connection that takes more than a second to open, and opens no other', async () => {
    const server = await startStock();
    closing.push(() => server.close(0));
    const slow = await startFaultProxy(server.port);
    closing.push(() => slow.close());
    slow.delay(1_300);
    const way = await counted(slow.port);
    for await (const _ of clientOf(way.port).stream('Audit', {})) break;
    // its own, and the one that asks whether the callee answers
    expect(way.connections()).to.equal(2);
  });

  it('does not open a stream that is aborted while its connection is being opened', async () => {
    let begun = 0;
    const server = await startStock({
      Audit: async function* () {
        begun += 1;
        yield* [];
      },
    });
    closing.push(() => server.close(0));
    const slow = await startFaultProxy(server.port);
    closing.push(() => slow.close());
    slow.delay(300);
    const abort = new AbortController();
    const read = async () => {
      for await (const _ of clientOf(slow.port).stream('Audit', {}, { signal: abort.signal }));
    };
    setTimeout(() => abort.abort(), 100);
    await read();
    expect(begun).to.equal(0);
  });
});
