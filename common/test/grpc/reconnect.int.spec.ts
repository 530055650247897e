import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { Client } from '@grpc/grpc-js';
import { expect } from 'chai';
import sinon from 'sinon';
import { InternalTokens } from '../../src/auth/internal-tokens.js';
import { GrpcClient } from '../../src/grpc/client.js';
import { createMetrics } from '../../src/metrics.js';
import { startStock, stockClient } from '../support/stock.js';

describe('a gRPC client whose callee is unreachable', () => {
  let callee: Server;
  let client: GrpcClient<object>;
  afterEach(() => {
    client.close();
    callee.close();
  });

  it('tries to connect at least every third of a second, however long it has been unreachable', async () => {
    const attempts: number[] = [];
    let enough = () => {};
    const twelve = new Promise<void>((resolve) => (enough = resolve));
    callee = createServer((socket) => {
      socket.destroy();
      if (attempts.push(Date.now()) === 12) enough();
    }).listen(0, '127.0.0.1');
    await once(callee, 'listening');
    client = new GrpcClient({
      service: 'Sagas',
      callee: 'callee',
      addresses: [`127.0.0.1:${(callee.address() as AddressInfo).port}`],
      internal: new InternalTokens('caller', 's'.repeat(40)),
      metrics: createMetrics('caller'),
    });
    client.ready(20_000).catch(() => undefined);
    await twelve;
    const gaps = attempts.slice(1).map((at, index) => at - attempts[index]!);
    // the smallest of the last gaps: a busy machine makes gaps longer, never shorter
    expect(Math.min(...gaps.slice(-4))).to.be.within(100, 333);
  });
});

describe('a gRPC client that looks addresses up again', () => {
  it('keeps its connection and the calls in progress', async () => {
    const begun: string[] = [];
    let answer = () => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    const server = await startStock({
      Reserve: async ({ orderId }) => {
        begun.push(orderId);
        await held;
        return {};
      },
    });
    let connections = 0;
    const between = createServer((socket) => {
      connections += 1;
      const onward = connect(server.port, '127.0.0.1');
      for (const end of [socket, onward]) end.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    const lookUps = sinon.spy(Client.prototype, 'waitForReady');
    const client = stockClient([(between.address() as AddressInfo).port], { lookUpEveryMs: 20 });
    try {
      const under = client.call('Reserve', { orderId: 'a' }, { deadlineMs: 20_000 });
      while (begun.length === 0 || lookUps.callCount < 5) await client.call('Release', { orderId: 'b' });
      answer();
      expect(await under).to.deep.equal({});
      expect([begun, connections]).to.deep.equal([['a'], 1]);
    } finally {
      lookUps.restore();
      client.close();
      await server.close(0);
      between.close();
    }
  });
});
