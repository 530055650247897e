import { expect } from 'chai';
import type { GrpcListening } from '../../dist/grpc/server.js';
import { startStock, stockClient } from '../support/stock.js';

describe('a long gRPC stream', () => {
  let server: GrpcListening;
  const client = () => stockClient([server.port]);
  afterEach(() => server.close(0));

  it('arrives complete under backpressure, and leaks no listeners', async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error) => void warnings.push(warning);
    process.on('warning', warn);
    server = await startStock({
      async *Audit() {
        for (let n = 0; n < 1_000; n++) yield { productId: `p${n}`, stocked: n };
      },
    });
    const reader = client();
    const seen: number[] = [];
    for await (const { stocked } of reader.stream('Audit', {})) seen.push(stocked);
    reader.close();
    process.off('warning', warn);
    expect(seen).to.deep.equal(Array.from({ length: 1_000 }, (_, n) => n));
    expect(warnings.map(({ name }) => name)).to.deep.equal([]);
  });
});
