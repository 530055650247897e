import { expect } from 'chai';
import { brandOf, cardErrors, EXPIRY, faceOf } from '../../dist/domain/card.js';

const now = new Date('2026-11-23T12:00:00Z');
const paths = (number: string, expiry: string, judgesExpiry = false, at = now) =>
  cardErrors({ number, expiry, cvv: '123' }, at, { judgesExpiry }).map(({ path }) => path);

describe('a card', () => {
  it('is valid until the last moment of its month, UTC', () => {
    expect(paths('5555555555554444', '11/26')).to.deep.equal([]);
    expect(paths('5555555555554444', '10/26')).to.deep.equal(['cardDetails.expiry']);
    expect(paths('5555555555554444', '12/26', false, new Date('2026-12-31T23:59:59.999Z'))).to.deep.equal([]);
    expect(paths('5555555555554444', '12/26', false, new Date('2027-01-01T00:00:00Z'))).to.have.length(1);
  });

  it('needs a correct check digit', () => {
    expect(paths('5555555555554445', '11/26')).to.deep.equal(['cardDetails.number']);
    expect(paths('5555555555554445', '10/26')).to.deep.equal(['cardDetails.number', 'cardDetails.expiry']);
  });

  it('has only its check digit checked here if the provider checks the expiry itself', () => {
    expect(paths('5555555555554444', '01/20', true)).to.deep.equal([]);
    expect(paths('5555555555554445', '01/20', true)).to.deep.equal(['cardDetails.number']);
  });

  it('has a well-formed expiry or none', () => {
    for (const wrong of ['13/30', '00/30', '1/30', '12/2030', '12-30', '1230', ' 12/30', '12/30\n'])
      expect(EXPIRY.test(wrong), wrong).to.equal(false);
  });

  it('has a brand and last four digits', () => {
    const brands = {
      '4111111111111111': 'visa',
      '5555555555554444': 'mastercard',
      '2223003122003222': 'mastercard',
      '378282246310005': 'amex',
      '6011111111111117': 'discover',
      '3530111333300000': 'jcb',
      '36227206271667': 'diners',
      '6200000000000005': 'unionpay',
      '9999999999999995': 'unknown',
    };
    for (const [number, brand] of Object.entries(brands)) expect(brandOf(number), number).to.equal(brand);
    const face = faceOf({ number: '378282246310005', expiry: '11/30', cvv: '1234' });
    expect(face).to.deep.equal({ brand: 'amex', last4: '0005', expiry: '11/30' });
  });
});
