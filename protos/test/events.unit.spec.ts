import { expect } from 'chai';
import { dataSchemaOf, EVENT_SOURCES, EVENT_TYPES, EVENTS } from '../dist/events.js';

describe('the types of events', () => {
  it('are those of the contract, each published by one service', () => {
    expect(EVENT_TYPES).to.deep.equal([
      'order.created',
      'order.awaiting_payment',
      'order.confirmed',
      'order.cancelled',
      'payment.authorized',
      'payment.captured',
      'payment.declined',
      'payment.voided',
      'payment.refunded',
      'payment.refund_failed',
    ]);
    for (const type of EVENT_TYPES) expect(EVENT_SOURCES).to.include(EVENTS[type].source);
  });

  it('name their schemas by absolute URIs with a version', () => {
    for (const { data } of Object.values(EVENTS)) expect(dataSchemaOf(data)).to.match(/^urn:shop:schema:[a-z]+:[1-9]$/);
  });
});
