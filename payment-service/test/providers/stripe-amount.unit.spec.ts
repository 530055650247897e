import { expect } from 'chai';
import fc from 'fast-check';
import { fromStripe, toStripe } from '../../dist/providers/stripe-amount.js';

// https://docs.stripe.com/currencies: zero-decimal, three-decimal, and the special cases
const documented: [currency: string, minor: number, stripe: number][] = [
  ['USD', 1_000, 1_000],
  ['JPY', 500, 500],
  ['KRW', 10_000, 10_000],
  ['KWD', 5_120, 5_120],
  ['ISK', 5, 500],
  ['UGX', 5, 500],
  ['MGA', 500, 5],
];

describe('an amount at Stripe', () => {
  for (const [currency, minor, stripe] of documented)
    it(`of ${currency} is as its documentation says`, () =>
      expect([toStripe(minor, currency), fromStripe(stripe, currency)]).to.deep.equal([stripe, minor]));

  it('is refused if Stripe cannot represent it', () => {
    expect(() => toStripe(5_124, 'KWD')).to.throw(/steps of 0\.010 KWD, which 5\.124 is not/);
    expect(() => toStripe(550, 'MGA')).to.throw(/steps of 1\.00 MGA/);
  });

  it('is the same after conversion in both directions, in every currency', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...Intl.supportedValuesOf('currency')),
        fc.integer({ min: 1, max: 1_000_000 }),
        (currency, hundreds) => fromStripe(toStripe(hundreds * 100, currency), currency) === hundreds * 100,
      ),
    ));
});
