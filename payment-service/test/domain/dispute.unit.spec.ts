import { expect } from 'chai';
import { disputedOf, type Dispute } from '../../dist/domain/dispute.js';

describe('the disputed amount of a payment', () => {
  const payment = { amountMinor: 2999, currency: 'USD' };
  const dispute = (status: Dispute['status'], amountMinor: number, currency = 'USD') =>
    ({ status, amountMinor, currency }) as Dispute;

  it('includes what the bank has taken, and not inquiries or what it has given back', () => {
    const disputes = [dispute('INQUIRY', 1), dispute('OPEN', 20), dispute('LOST', 300), dispute('WON', 2000)];
    expect(disputedOf(disputes, payment)).to.deep.equal({ openMinor: 20, lostMinor: 300 });
    expect(disputedOf([], payment)).to.deep.equal({ openMinor: 0, lostMinor: 0 });
  });

  it('is the whole payment if the dispute is in another currency', () => {
    expect(disputedOf([dispute('LOST', 41_000, 'KRW')], payment)).to.deep.equal({ openMinor: 0, lostMinor: 2999 });
  });
});
