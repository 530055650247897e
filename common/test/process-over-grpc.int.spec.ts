import { expect } from 'chai';
import { InternalTokens } from '../dist/auth/internal-tokens.js';
import { conflict, Problem } from '../dist/errors.js';
import { Faults } from '../dist/faults.js';
import { GrpcClient } from '../dist/grpc/client.js';
import { BreakerOpen } from '../dist/grpc/left-alone.js';
import type { GrpcListening } from '../dist/grpc/server.js';
import { until } from '@shop/testkit/until';
import { secret, startStock, stockClient } from './support/stock.js';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';

describe('a process over gRPC', () => {
  let server: GrpcListening;
  let client: GrpcClient<StockDefinition>;
  const faults = new Faults(true);

  before(async () => {
    server = await startStock(
      {
        Reserve: async ({ orderId }) => {
          if (orderId === 'none') throw conflict('OUT_OF_STOCK', 'Not enough of pen.', { productId: 'pen' });
          return {};
        },
        Audit: async function* () {
          yield { productId: 'a', available: 1 };
          yield { productId: 'b', available: 2 ** 40 };
        },
      },
      { faults },
    );
    client = stockClient([server.port]);
  });
  after(async () => {
    client.close();
    await server.close(0);
  });
  const thrown = (work: Promise<unknown>) =>
    work.then(
      () => expect.fail('it was answered'),
      (error: unknown) => error as Problem,
    );

  it('passes on a refusal with its code and details', async () => {
    const problem = await thrown(client.call('Reserve', { orderId: 'none' }));
    expect([problem.status, problem.code, problem.extra, problem.definite]).to.deep.equal([
      409,
      'OUT_OF_STOCK',
      { productId: 'pen' },
      true,
    ]);
  });

  it('streams', async () => {
    const seen = [];
    for await (const product of client.stream('Audit', {})) seen.push(product.available);
    expect(seen).to.deep.equal([1, 2 ** 40]);
  });

  it('breaks off a stream by a fault at its start or its end', async () => {
    for (const side of ['before', 'after']) {
      faults.arm({ at: `order.audit.${side}`, do: 'unavailable', times: 1, delayMs: 0 });
      const seen: number[] = [];
      const reading = async () => {
        for await (const product of client.stream('Audit', {})) seen.push(product.available);
      };
      expect((await thrown(reading())).status).to.equal(503);
      expect(seen).to.have.length(side === 'before' ? 0 : 2);
    }
  });

  it('leaves the outcome unknown when a reply is dropped or the deadline passes', async () => {
    // lost calls are retried a few times first
    faults.arm({ at: 'order.reserve.after', do: 'drop-reply', times: 6, delayMs: 0 });
    expect((await thrown(client.call('Reserve', { orderId: 'a' }))).definite).to.equal(false);
    faults.arm({ at: 'order.reserve.before', do: 'hang', times: 1, delayMs: 500 });
    expect((await thrown(client.call('Reserve', { orderId: 'a' }, { deadlineMs: 50 }))).code).to.equal('TIMED_OUT');
  });

  it('lets calls through as soon as the callee answers, however long the trial call takes', async () => {
    const eager = stockClient([server.port]);
    const reserve = () => eager.call('Reserve', { orderId: 'a' });
    faults.arm({ at: 'order.reserve.before', do: 'unavailable', times: 10, delayMs: 0 });
    for (let calls = 0; calls < 10; calls++) await thrown(reserve());
    expect(await thrown(reserve())).to.be.instanceOf(BreakerOpen);
    faults.arm({ at: 'order.reserve.before', do: 'delay', times: 1, delayMs: 4_000 });
    const openedAt = Date.now();
    let answeredAt: number | undefined;
    await until('a call is answered', () => {
      reserve().then(() => (answeredAt ??= Date.now()), () => undefined); // prettier-ignore
      return answeredAt;
    });
    expect(answeredAt! - openedAt).to.be.below(4_000);
    eager.close();
    faults.disarm();
  });

  it('refuses a token meant for another process', async () => {
    const internal = new InternalTokens('gateway', secret);
    const unknownCaller = stockClient([server.port], { callee: 'payment-service', internal });
    const refused = await thrown(unknownCaller.call('Reserve', { orderId: 'a' }));
    expect(refused.status).to.equal(503);
    expect(refused.message).to.include('refuses our internal token');
    unknownCaller.close();
  });
});
