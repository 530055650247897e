import { expect } from 'chai';
import type { GrpcClient } from '../../dist/grpc/client.js';
import type { GrpcListening } from '../../dist/grpc/server.js';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import type { Problem } from '../../dist/errors.js';
import { startStock, stockClient } from '../support/stock.js';

describe('a gRPC request', () => {
  let server: GrpcListening;
  let client: GrpcClient<StockDefinition>;
  before(async () => {
    server = await startStock({});
    client = stockClient([server.port]);
    await client.ready(10_000);
  });
  after(async () => {
    client?.close();
    await server?.close(0);
  });
  const reserve = (letters: number) => client.call('Reserve', { orderId: 'a'.repeat(letters) });

  it('larger than the callee accepts gets a definite error that says what to do, and opens no breaker', async () => {
    // more failures than open a breaker
    for (let i = 0; i < 20; i++) {
      const problem = await reserve(1_048_577).then(
        () => expect.fail('the request was accepted'),
        (error: Problem) => error,
      );
      expect(problem).to.include({ status: 413, code: 'BODY_TOO_LARGE', definite: true });
      expect(problem.message).to.match(/^This request to \S+ is larger than the 1048576 bytes .* send less in one\.$/);
    }
    expect(await reserve(1_000_000), 'the next one').to.deep.equal({});
  });
});
