import { expect } from 'chai';
import fc from 'fast-check';
import { decimalsOf, fromMinor, isCurrency, isMoney, toMinor, writtenAmount, wrongAmount } from '../dist/money.js';

const currencies = Intl.supportedValuesOf('currency');
const currency = fc.constantFrom(...currencies);
const minor = fc.integer({ min: 1, max: 1_000_000_000 });

describe('money', () => {
  const right = ['19.99', '29.990', '1e2', '0.01', '1', '8.2', '1.10', '9999999.99', '1e-2', '0.30'];
  const wrong = ['19.990000001', '1.005', '0.001', '1e-3', '1e-7', '0.30000000000000004', '19.98999999999999', '1e400'];
  it('has at most the decimals of its currency, exactly', () => {
    for (const text of right) expect(isMoney(JSON.parse(text), 'USD'), text).to.equal(true);
    for (const text of wrong) expect(isMoney(JSON.parse(text), 'USD'), text).to.equal(false);
    expect([isMoney(10_000, 'KRW'), isMoney(10_000.5, 'KRW'), isMoney(1e21, 'KRW')]).to.deep.equal([true, false, true]);
    expect([isMoney(1.234, 'KWD'), isMoney(1.2345, 'KWD')]).to.deep.equal([true, false]);
  });

  it('converts to minor units and back without loss, in every currency', () => {
    fc.assert(
      fc.property(currency, minor, (code, amountMinor) => {
        const amount = fromMinor(amountMinor, code);
        expect([toMinor(amount, code), isMoney(amount, code)]).to.deep.equal([amountMinor, true]);
        expect(toMinor(JSON.parse(JSON.stringify(amount)) as number, code)).to.equal(amountMinor);
        expect(Number.parseFloat(writtenAmount(amountMinor, code))).to.equal(amount);
        expect(wrongAmount(amount, code, amountMinor)).to.equal(undefined);
        expect(wrongAmount(amount, code, amountMinor - 1)).to.match(/^must be at most /);
        expect(wrongAmount(amount + 10 ** -(decimalsOf(code) + 1), code, 2 * amountMinor)).to.match(/decimals|whole/);
      }),
      { numRuns: 2_000 },
    );
    expect(['USD', 'KRW', 'KWD'].map((code) => writtenAmount(1_234_500, code))).to.deep.equal([
      '12345.00 USD',
      '1234500 KRW',
      '1234.500 KWD',
    ]);
  });

  // Node's decimals are for display and depend on its release; those above two are the ones of ISO 4217
  it('has the decimals of ISO 4217, whatever the release of Node', () => {
    expect(['HUF', 'IDR', 'COP', 'PKR', 'RSD'].map(decimalsOf)).to.deep.equal([2, 2, 2, 2, 2]);
    expect(['KRW', 'JPY', 'VND', 'CLP', 'BHD', 'KWD', 'IQD', 'CLF'].map(decimalsOf)).to.deep.equal([
      0, 0, 0, 0, 3, 3, 3, 4,
    ]);
    for (const code of currencies) {
      const { maximumFractionDigits: shown = 2 } = new Intl.NumberFormat('en', {
        style: 'currency',
        currency: code,
      }).resolvedOptions();
      expect(decimalsOf(code), code).to.be.at.least(shown);
    }
  });

  it('knows the codes of currencies', () => {
    for (const code of ['KRW', 'USD', 'KWD']) expect(isCurrency(code), code).to.equal(true);
    for (const code of ['krw', 'XXX', 'WON', '', 'USDT', '__proto__']) expect(isCurrency(code), code).to.equal(false);
  });
});
