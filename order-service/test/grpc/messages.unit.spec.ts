import { expect } from 'chai';
import type { Product } from '../../dist/data/product.model.js';
import { stockMessages } from '../../dist/grpc/messages.js';

/** The largest message that a gRPC client accepts by default. */
const LARGEST_BYTES = 4 * 1024 * 1024;

const held = (count: number): Product =>
  ({
    _id: 'pen',
    available: 1,
    reserved: count,
    sold: 2,
    stocked: count + 3,
    holds: Array.from({ length: count }, (_, i) => ({ orderId: String(i).padStart(64, '0'), quantity: 1 })),
  }) as unknown as Product;

describe('the audit messages of a product', () => {
  it('are small enough for a client, however many orders hold it, with the counters in the first', () => {
    const product = held(60_000);
    const messages = [...stockMessages(product, true)];
    expect(messages.flatMap(({ holds = [] }) => holds)).to.deep.equal(product.holds);
    // JSON is longer than protobuf
    for (const message of messages) expect(JSON.stringify(message).length).to.be.below(LARGEST_BYTES);
    const [first, ...rest] = messages;
    expect(first).to.include({ productId: 'pen', available: 1, reserved: 60_000, sold: 2, stocked: 60_003 });
    expect(rest).to.have.length.above(1);
    for (const { holds: _holds, ...message } of rest)
      expect(message).to.deep.equal({ productId: 'pen', continued: true });
  });

  it('are a single one for callers that do not ask for parts', () =>
    expect([...stockMessages(held(60_000), false)]).to.have.length(1));
});
