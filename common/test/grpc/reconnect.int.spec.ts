import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect } from 'chai';
import { InternalTokens } from '../../dist/auth/internal-tokens.js';
import { GrpcClient } from '../../dist/grpc/client.js';
import { createMetrics } from '../../dist/metrics.js';

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
