import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { expect } from 'chai';
import { pingGrpc } from '../../dist/grpc/health.js';
import { startStock, stockClient } from '../support/stock.js';

const VARIABLES = ['grpc_proxy', 'https_proxy', 'http_proxy', 'all_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
]);

describe('gRPC between processes when the environment names a proxy', () => {
  const original = new Map(VARIABLES.map((name) => [name, process.env[name]]));
  let proxy: Server;
  let asked = 0;

  before(async () => {
    proxy = createServer((socket) => {
      asked += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    for (const name of VARIABLES) process.env[name] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });
  after(() => {
    for (const [name, value] of original) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    proxy.close();
  });

  it('bypasses it for calls and health checks', async () => {
    const server = await startStock();
    const client = stockClient([server.port]);
    try {
      await client.call('Release', { orderId: 'a' });
      await pingGrpc(server.port);
      expect(asked).to.equal(0);
    } finally {
      client.close();
      await server.close(0);
    }
  });
});
