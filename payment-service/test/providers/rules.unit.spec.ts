import { expect } from 'chai';
import type { PaymentProvider } from '../../dist/providers/provider.js';
import { providersOf } from '../../dist/providers/providers.js';
import { readRules } from '../../dist/providers/rules.js';

const named = (name: string) => ({ name }) as PaymentProvider;

describe('the rules of PAYMENT_RULES', () => {
  const chosen = (rules: string, card: { id?: string; brand?: string; currency?: string }) =>
    providersOf([named('a'), named('b')], 'a', readRules(rules)).choose({ id: '1', brand: 'visa', ...card }).name;

  it('are tried in order, and the default applies to the rest', () => {
    expect(chosen('', {})).to.equal('a');
    expect(chosen('KRW=b, visa=a', { currency: 'KRW' })).to.equal('b');
    expect(chosen('visa=a,KRW=b', { currency: 'KRW' })).to.equal('a');
    expect([chosen('KRW=b', { currency: 'USD' }), chosen('KRW=b', {})]).to.deep.equal(['a', 'a']);
  });

  it('divide by the id of the payment method, so that one method always goes to the same provider', () => {
    const ids = Array.from({ length: 2_000 }, (_, id) => ({ id: String(id) }));
    const atB = ids.filter((card) => chosen('30%=b', card) === 'b');
    expect(atB.length).to.be.within(500, 700);
    for (const card of atB.slice(0, 20)) expect(chosen('30%=b', card)).to.equal('b');
    expect([
      ids.some((card) => chosen('0%=b', card) === 'b'),
      ids.every((card) => chosen('100%=b', card) === 'b'),
    ]).to.deep.equal([false, true]);
  });

  it('are refused by name when they are malformed', () => {
    for (const wrong of ['KRW', 'KRW=', '=a', 'Visa=a', '101%=a', 'won=a=b', '-1%=a'])
      expect(() => readRules(`amex=a,${wrong}`), wrong).to.throw(RangeError, `"${wrong}" is not a valid rule`);
  });
});
