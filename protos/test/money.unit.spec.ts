import { expect } from 'chai';
import { decimalsOf, fromMinor, isMoney, toMinor, writtenAmount } from '../src/money.js';

describe('money', () => {
  const right = ['19.99', '29.990', '1e2', '0.01', '1', '8.2', '1.10', '9999999.99', '1e-2', '0.30'];
  const wrong = ['19.990000001', '1.005', '0.001', '1e-3', '1e-7', '0.30000000000000004', '19.98999999999999', '1e400'];
  it('has at most the decimals of its currency, exactly', () => {
    for (const text of right) expect(isMoney(JSON.parse(text)), text).to.equal(true);
    for (const text of wrong) expect(isMoney(JSON.parse(text)), text).to.equal(false);
    expect([isMoney(10_000, 'KRW'), isMoney(10_000.5, 'KRW'), isMoney(1e21, 'KRW')]).to.deep.equal([true, false, true]);
    expect([isMoney(1.234, 'KWD'), isMoney(1.2345, 'KWD')]).to.deep.equal([true, false]);
  });

  it('goes to minor units and back without loss, whatever its currency', () => {
    for (let minor = 1; minor < 1_000_000_000; minor = minor * 3 + 7)
      for (const currency of ['USD', 'KRW', 'KWD']) {
        const amount = fromMinor(minor, currency);
        expect([toMinor(amount, currency), isMoney(amount, currency)], `${minor} ${currency}`).to.deep.equal([
          minor,
          true,
        ]);
      }
    expect(['USD', 'KRW', 'KWD'].map((currency) => writtenAmount(1_234_500, currency))).to.deep.equal([
      '12345.00 USD',
      '1234500 KRW',
      '1234.500 KWD',
    ]);
    expect(() => decimalsOf('nonsense')).to.throw(RangeError);
  });
});
