import { expect } from 'chai';
import { storyOf } from 'saga-engine/testkit/story';
import { sagas } from '../../dist/sagas/definitions.js';
import { paymentSubmitted } from '../../dist/sagas/participants.js';

// looked up by version, whichever file has it: a newer version changes nothing here
const placeOrder = sagas.find('place-order', 2)!;
const input = {
  userId: 'u1',
  lines: [{ productId: 'pen', quantity: 2, unitPriceMinor: 0, name: '' }],
  shippingAddress: { street: 's', city: 'c', zipCode: 'z' },
  paymentTimeoutMs: 60_000,
};
const begun = storyOf(placeOrder, input, { id: 'o1' });
const created = begun.done({ totalMinor: 5998, currency: 'USD' });
const held = created.done();
const paid = held.signal(paymentSubmitted, { paymentMethodId: 'pm', amountMinor: 100, currency: 'USD' });
const authorized = paid.done({ paymentId: 'p1', customerMustAct: false });

describe('place-order version 2', () => {
  it('creates the order first', () => {
    expect(begun.next).to.equal('orders.create');
    expect(begun.request).to.deep.equal({
      orderId: 'o1',
      userId: 'u1',
      lines: input.lines,
      shippingAddress: input.shippingAddress,
      paidAtOnce: false,
    });
  });
  it('then holds the stock', () => {
    expect(created.next).to.equal('stock.reserve');
    expect(created.request).to.deep.equal({ orderId: 'o1' });
  });
  it('then waits for the payment, as long as the order says', () => {
    expect(held.next).to.equal('wait payment-submitted');
    expect(held.until).to.equal(60_000);
  });
  it('does not wait when the order came with a payment method, and authorises what was ordered', () => {
    const atOnce = storyOf(placeOrder, { ...input, paymentMethodId: 'pm9' }, { id: 'o1' });
    const next = atOnce.run({ 'create-order': { totalMinor: 5998, currency: 'USD' } }, 'payments.authorize');
    expect(next.request).to.deep.equal({
      orderId: 'o1',
      userId: 'u1',
      paymentMethodId: 'pm9',
      amountMinor: 5998,
      currency: 'USD',
      customerMayAct: true,
    });
  });
  it('authorises the total at the time of payment, since the order may have been changed', () => {
    expect(paid.next).to.equal('payments.authorize');
    expect(paid.request).to.deep.include({ paymentMethodId: 'pm', amountMinor: 100 });
  });
  it('confirms, then captures, then ends', () => {
    expect(authorized.next).to.equal('orders.confirm');
    expect(authorized.done().next).to.equal('payments.capture');
    expect(authorized.done().done().next).to.equal('COMPLETED');
  });
  it('undoes only completed steps when the stock is refused, and records why', () => {
    const refused = created.refused('OUT_OF_STOCK');
    expect(refused.next).to.equal('undo orders.cancel');
    expect(refused.request).to.deep.equal({ orderId: 'o1', reason: 'OUT_OF_STOCK' });
    expect(refused.done().next).to.equal('COMPENSATED');
  });
  it('gives the stock back, then cancels, when the card is declined', () => {
    const declined = paid.refused('PAYMENT_DECLINED');
    expect(declined.next).to.equal('undo stock.release');
    expect(declined.done().next).to.equal('undo orders.cancel');
    expect(declined.done().request).to.deep.equal({ orderId: 'o1', reason: 'PAYMENT_DECLINED' });
  });
  it('undoes everything when the payment never comes', () => {
    expect(held.after(59_999).next).to.equal('wait payment-submitted');
    const late = held.after(60_000);
    expect(late.next).to.equal('undo stock.release');
    expect(late.done().request).to.deep.include({ reason: 'PAYMENT_TIMEOUT' });
  });
  it('voids a payment whose outcome is in doubt when it is cancelled meanwhile', () =>
    expect(paid.cancel('CUSTOMER_CANCELLED').next).to.equal('undo payments.void'));
  it('continues when it is cancelled after the pivot has begun, and is undone after its end', () => {
    const cancelled = authorized.cancel('CUSTOMER_CANCELLED');
    expect(cancelled.run({}, 'start cancel-order').transcript.slice(-3)).to.deep.equal([
      'cancel, CUSTOMER_CANCELLED',
      'orders.confirm: done',
      'payments.capture: done',
    ]);
    expect(cancelled.run().next).to.equal('COMPLETED');
  });
});
