import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { expect } from 'chai';
import { conflict } from '../src/errors.js';
import type { GrpcClient } from '../src/grpc-client.js';
import type { GrpcListening } from '../src/grpc-server.js';
import { startStock, stockClient } from './support/stock.js';

describe('a gRPC client of several replicas', () => {
  let server: GrpcListening;
  let client: GrpcClient<StockDefinition>;
  let calls = 0;
  before(async () => {
    server = await startStock({
      Release: async () => {
        calls += 1;
        throw conflict('NOT_HELD', 'It is not held.');
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

  it('takes a refusal for an answer, and asks nobody else', async () => {
    const code = await client.call('Release', { orderId: 'a' }).catch((error: { code: string }) => error.code);
    expect([code, calls]).to.deep.equal(['NOT_HELD', 1]);
  });
});
