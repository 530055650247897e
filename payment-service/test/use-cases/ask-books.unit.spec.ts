import { unavailable } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import { expect } from 'chai';
import sinon from 'sinon';
import type { Books } from '../../dist/domain/money-movement.js';
import type { Payment } from '../../dist/domain/payment.js';
import type { Charge, PaymentProvider } from '../../dist/providers/provider.js';
import { providersOf } from '../../dist/providers/providers.js';
import { askBooks } from '../../dist/use-cases/ask-books.js';

const payment = (id: string, provider: string) =>
  ({ _id: id, provider, providerRef: null, calls: { authorize: {} }, amountMinor: 1, currency: 'USD' }) as Payment;
const books = {} as Books;

/** Two providers, of which one cannot give the books of these payments. */
function asking(bad: readonly string[]) {
  const calls: number[] = [];
  const provider = (name: string) =>
    ({
      name,
      books: (charges: readonly Charge[]) => {
        calls.push(charges.length);
        return charges.some(({ reference }) => bad.includes(reference))
          ? Promise.reject(unavailable('It answered 500.'))
          : Promise.resolve(new Map(charges.map(({ reference }) => [reference, books])));
      },
    }) as unknown as PaymentProvider;
  const warn = sinon.spy();
  const logger = Object.assign(silentLogger(), { warn });
  const parts = { providers: providersOf([provider('one'), provider('other')], 'one', []), logger };
  return { calls, warn, ask: (payments: readonly Payment[]) => askBooks(parts, payments) };
}
const hundred = Array.from({ length: 100 }, (_, index) => payment(`p${index}`, index % 2 ? 'one' : 'other'));

describe('the books of a batch of payments', () => {
  it('are requested once from each provider', async () => {
    const { calls, warn, ask } = asking([]);
    expect((await ask(hundred)).size).to.equal(100);
    expect(calls).to.deep.equal([50, 50]);
    expect(warn.callCount).to.equal(0);
  });

  it('lack only those that a provider cannot give, which one warning reports', async () => {
    const { calls, warn, ask } = asking(['p41', 'p97']);
    const found = await ask(hundred);
    expect(hundred.filter(({ _id }) => !found.has(_id)).map(({ _id }) => _id)).to.deep.equal(['p41', 'p97']);
    expect(calls.length).to.be.below(30);
    expect(warn.callCount).to.equal(1);
    expect(warn.firstCall.args[1]).to.include({ count: 2, provider: 'one', paymentId: 'p41' });
  });

  it('lack all of a provider that is down, and none of the other', async () => {
    const { ask } = asking(hundred.filter(({ provider }) => provider === 'one').map(({ _id }) => _id));
    expect([...(await ask(hundred)).keys()]).to.deep.equal(
      hundred.filter(({ provider }) => provider === 'other').map(({ _id }) => _id),
    );
  });
});
