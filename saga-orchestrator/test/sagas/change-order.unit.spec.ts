import { expect } from 'chai';
import { storyOf } from 'saga-engine/testkit/story';
import { cancelOrder } from '../../dist/sagas/cancel-order.js';
import { changeOrder, type ChangeOrder } from '../../dist/sagas/change-order.js';

const pricier: ChangeOrder = {
  orderId: 'o1',
  userId: 'u1',
  revision: 7,
  lines: [{ productId: 'pen', quantity: 3, unitPriceMinor: 100, name: 'Pen' }],
  totalMinor: 300,
  differenceMinor: 100,
  currency: 'USD',
  paymentMethodId: 'm1',
};
const cheaper: ChangeOrder = { ...pricier, differenceMinor: -100 };
const begun = (input: ChangeOrder) => storyOf(changeOrder, input, { id: 'c1' });

describe('change-order', () => {
  it('holds stock, charges the difference, changes the order, and moves the stock', () => {
    const authorising = begun(pricier).run({}, 'payments.authorizeChange');
    expect(authorising.request).to.deep.equal({
      changeId: 'c1',
      orderId: 'o1',
      userId: 'u1',
      paymentMethodId: 'm1',
      amountMinor: 100,
      currency: 'USD',
    });
    const capturing = authorising.done({ paymentId: 'p1' });
    expect([capturing.next, capturing.request]).to.deep.equal(['payments.capture', { orderId: 'c1' }]);
    const applying = capturing.done({ paymentId: 'p1' });
    expect([applying.next, applying.request]).to.deep.equal(['orders.applyChange', { changeId: 'c1', orderId: 'o1' }]);
    const moving = applying.done();
    expect(moving.next).to.equal('orders.moveChanged');
    expect(moving.done().next).to.equal('COMPLETED');
  });

  it('charges nothing for a cheaper change, and refunds the difference once the order is changed', () => {
    const applying = begun(cheaper).done();
    expect(applying.next).to.equal('orders.applyChange');
    const refunding = applying.done().done();
    expect(refunding.next).to.equal('payments.refundChange');
    expect(refunding.request).to.deep.equal({ changeId: 'c1', orderId: 'o1', amountMinor: 100 });
  });

  it('moves no money for a change of the same price', () => {
    const applying = begun({ ...pricier, differenceMinor: 0 }).done();
    expect(applying.next).to.equal('orders.applyChange');
    expect(applying.done().done().next).to.equal('COMPLETED');
  });

  it('undoes everything when the card is declined, the capture is refused definitely, or a cancellation came first', () => {
    const authorising = begun(pricier).run({}, 'payments.authorizeChange');
    const capturing = authorising.done({ paymentId: 'p1' });
    const declined = authorising.refused('PAYMENT_DECLINED');
    expect([declined.next, declined.request]).to.deep.equal([
      'undo orders.withdrawChange',
      { changeId: 'c1', orderId: 'o1', reason: 'PAYMENT_DECLINED' },
    ]);
    for (const refused of [
      capturing.refused('CAPTURE_REFUSED'),
      capturing.done({ paymentId: 'p1' }).refused('ORDER_CANCELLED'),
    ]) {
      expect([refused.next, refused.request]).to.deep.equal(['undo payments.refund', { orderId: 'c1' }]);
      const withdrawing = refused.done();
      expect(withdrawing.next).to.equal('undo orders.withdrawChange');
      expect(withdrawing.done().next).to.equal('COMPENSATED');
    }
  });

  it('is stopped by a cancellation before anything of its order is refunded', () => {
    const cancelling = storyOf(cancelOrder, { orderId: 'o1', reason: 'CUSTOMER_CANCELLED' }, { id: 'x1' });
    expect([cancelling.next, cancelling.request]).to.deep.equal(['orders.stopChanges', { orderId: 'o1' }]);
    expect(cancelling.done().next).to.equal('payments.refundOrder');
  });
});
