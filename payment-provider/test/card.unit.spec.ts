import { passesLuhn } from '@shop/common/logging/card-numbers';
import { expect } from 'chai';
import { cardErrors } from '../dist/card.js';
import { TEST_CARDS } from '../dist/test-cards.js';

const now = new Date('2026-11-23T12:00:00Z');
const paths = (number: string, expiry: string, at = now) =>
  cardErrors({ number, expiry, cvv: '123' }, at).map(({ path }) => path);

describe('a card at the simulator', () => {
  it('of the contract works whatever its expiry, and passes the shop’s own check', () => {
    for (const number of TEST_CARDS.keys()) {
      expect(paths(number, '01/20'), number).to.deep.equal([]);
      expect(passesLuhn(number), number).to.equal(true);
    }
  });

  it('that is not a test card must be valid, until the last moment of its month', () => {
    expect(paths('5555555555554444', '11/26')).to.deep.equal([]);
    expect(paths('5555555555554444', '12/26', new Date('2027-01-01T00:00:00Z'))).to.deep.equal(['cardDetails.expiry']);
    expect(paths('5555555555554445', '10/26')).to.deep.equal(['cardDetails.number', 'cardDetails.expiry']);
  });
});
