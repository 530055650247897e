import { expect } from 'chai';
import { storyOf } from 'saga-engine/testkit/story';
import { customerAnswered } from '../../src/sagas/participants.js';
import { placeOrder, type PlaceOrder } from '../../src/sagas/place-order.js';

const input: PlaceOrder = {
  userId: 'u1',
  lines: [{ productId: 'pen', quantity: 2, unitPriceMinor: 0, name: '' }],
  shippingAddress: { street: 's', city: 'c', zipCode: 'z' },
  paymentMethodId: 'pm',
  paymentTimeoutMs: 60_000,
};
const created = { 'create-order': { totalMinor: 5998, currency: 'USD' } };
const authorising = storyOf(placeOrder, input, { id: 'o1' }).run(created, 'payments.authorize');
const asked = authorising.done({ paymentId: 'p1', customerMustAct: true });
const answered = asked.signal(customerAnswered, {});

/** The commands by which it undoes what it did. */
const undos = (story: typeof asked): string[] =>
  story.next.startsWith('undo ') ? [story.next, ...undos(story.done())] : [];
const everything = ['undo payments.void', 'undo stock.release', 'undo orders.cancel'];

describe('place-order with a payment that the customer must confirm', () => {
  it('says that it waits for the customer if need be', () =>
    expect(authorising.request).to.include({ orderId: 'o1', customerMayAct: true }));

  it('waits for the answer of the customer, asks what it was, and goes on', () => {
    expect(asked.next).to.equal('wait customer-answered');
    expect(asked.until).to.equal(60_000);
    expect(answered.next).to.equal('payments.completePayment');
    expect(answered.request).to.deep.equal({ orderId: 'o1' });
    expect(answered.done({ paymentId: 'p1' }).next).to.equal('orders.confirm');
  });

  it('keeps an answer that comes before the reply which asks for it', () => {
    const early = authorising.signal(customerAnswered, {}).done({ paymentId: 'p1', customerMustAct: true });
    expect(early.next).to.equal('payments.completePayment');
  });

  it('neither waits nor asks when nothing is to be confirmed, nor when an older payment-service says nothing of it', () => {
    expect(authorising.done({ paymentId: 'p1', customerMustAct: false }).next).to.equal('orders.confirm');
    expect(authorising.done({ paymentId: 'p1' } as never).next).to.equal('orders.confirm');
  });

  it('undoes everything when the bank says no', () =>
    expect(undos(answered.refused('PAYMENT_DECLINED'))).to.deep.equal(everything));

  it('undoes everything when nobody answers in time, or the order is cancelled meanwhile', () => {
    expect(undos(asked.after(60_000))).to.deep.equal(everything);
    expect(undos(asked.cancel('CUSTOMER_CANCELLED'))).to.deep.equal(everything);
  });
});
