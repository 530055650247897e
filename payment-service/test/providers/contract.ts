import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import type { PaymentProvider } from '../../dist/providers/provider.js';
import { thrown } from '../support/stand.js';
import { listsCharges } from './contract-of-lists.js';
import { movesMoney } from './contract-of-money.js';
import { reportsByWebhook } from './contract-of-webhooks.js';
import { chargesOf, type UnderContract } from './under-contract.js';

/** What every payment provider's adapter must do. Each `it` tests one guarantee of `PaymentProvider`. */
export function keepsTheContract(name: string, start: () => Promise<UnderContract>): void {
  describe(`the contract of a payment provider, implemented by ${name}`, () => {
    let under: UnderContract;
    let provider: PaymentProvider;
    before(async () => {
      under = await start();
      ({ provider } = under);
    });
    after(() => under.close());

    const charges = chargesOf(() => under);
    const part = { started: () => under, ...charges };
    movesMoney(part);
    listsCharges(part);
    reportsByWebhook(part);

    // must be the last test: it stops the provider
    it('leaves every call in doubt while it cannot be reached', async () => {
      const made = await charges.captured();
      await under.goAway();
      for (const [call, work] of [
        ['tokenize', () => provider.tokenize(under.approved, randomUUID())],
        ['detach', () => provider.detach(made.authorize.token)],
        ['authorize', () => provider.authorize(made)],
        ['capture', () => provider.capture(made, 'c')],
        ['void', () => provider.void(made, 'v')],
        ['refund', () => provider.refund(made, 'r', 1)],
        ['books', () => provider.books([made])],
      ] as const)
        expect((await thrown(work() as Promise<unknown>)).definite, `${call} while it is down`).to.equal(false);
    });
  });
}
