import { expect } from 'chai';
import { wantedTypes } from '../../dist/domain/webhook.js';

describe('the types of events that webhooks want', () => {
  it('are those of every webhook, and all as soon as one wants all', () => {
    const some = { events: ['order.confirmed', 'order.cancelled'] };
    const other = { events: ['payment.captured', 'order.confirmed'] };
    expect(wantedTypes([])).to.deep.equal([]);
    expect(wantedTypes([some, other])).to.deep.equal(['order.confirmed', 'order.cancelled', 'payment.captured']);
    expect(wantedTypes([some, { events: ['*'] }])).to.equal(undefined);
  });
});
