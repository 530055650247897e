import { expect } from 'chai';
import { decide } from '@shop/saga-engine/core/decide';
import type { Entry } from '@shop/saga-engine/core/journal';
import { placeOrder, type PlaceOrder } from '../../src/sagas/place-order.js';

const NOW = 1_000_000;
const input: PlaceOrder = {
  userId: 'u1',
  lines: [{ productId: 'pen', quantity: 2, unitPriceMinor: 0, name: '' }],
  shippingAddress: { street: 's', city: 'c', zipCode: 'z' },
  paymentTimeoutMs: 60_000,
};
const done = (step: string, reply: unknown = {}): Entry => ({
  type: 'done',
  step,
  reply,
  startedAt: NOW,
  attempt: 1,
  at: NOW,
});
const undone = (step: string): Entry => ({ type: 'undone', step, startedAt: NOW, attempt: 1, at: NOW });
const refused = (step: string, reason: string): Entry => ({
  type: 'refused',
  step,
  reason,
  startedAt: NOW,
  attempt: 1,
  at: NOW,
});
const signalled = (payload: unknown): Entry => ({ type: 'signalled', signal: 'payment-submitted', payload, at: NOW });
const expired: Entry = { type: 'expired', step: 'payment-submitted', of: 'wait', reason: 'PAYMENT_TIMEOUT', at: NOW };

/** What a place-order saga does next after this journal, as "send orders.create {request}". */
function next(journal: Entry[], more: Partial<PlaceOrder> = {}) {
  const record = {
    id: 'o1',
    type: 'place-order',
    version: 1,
    correlationId: 'o1',
    input: { ...input, ...more },
    revision: journal.length,
    state: 'RUNNING' as const,
    journal,
    nextActionAt: NOW,
    deadline: null,
    createdAt: NOW,
    updatedAt: NOW,
  };
  const decision = decide(placeOrder, record, NOW);
  if (!('command' in decision)) return decision.type === 'finish' ? `finish ${decision.outcome}` : decision.type;
  return [`${decision.type} ${decision.command.participant}.${decision.command.method}`, decision.command.request];
}

const created = done('create-order', { totalMinor: 5998, currency: 'USD' });
const held = [created, done('reserve-stock')];
const paid = [...held, signalled({ paymentMethodId: 'pm', amountMinor: 100, currency: 'USD' })];
const authorized = [...paid, done('authorize-payment', { paymentId: 'p1' })];

describe('place-order', () => {
  it('creates the order first', () => {
    expect(next([])).to.deep.equal([
      'send orders.create',
      { orderId: 'o1', userId: 'u1', lines: input.lines, shippingAddress: input.shippingAddress, paidAtOnce: false },
    ]);
  });
  it('then holds the stock', () => expect(next([created])).to.deep.equal(['send stock.reserve', { orderId: 'o1' }]));
  it('then waits for the payment', () => expect(next(held)).to.equal('wait'));
  it('does not wait when the order came with a payment method, and authorises what was ordered', () =>
    expect(next(held, { paymentMethodId: 'pm9' })).to.deep.equal([
      'send payments.authorize',
      { orderId: 'o1', userId: 'u1', paymentMethodId: 'pm9', amountMinor: 5998, currency: 'USD' },
    ]));
  it('authorises what the order came to when it was paid, as it may have been changed', () =>
    expect(next(paid)[1]).to.deep.include({ paymentMethodId: 'pm', amountMinor: 100 }));
  it('confirms, then captures, then is over', () => {
    expect(next(authorized)[0]).to.equal('send orders.confirm');
    expect(next([...authorized, done('confirm-order')])[0]).to.equal('send payments.capture');
    expect(next([...authorized, done('confirm-order'), done('capture-payment')])).to.match(/^finish/);
  });
  it('undoes only what was done when the stock is refused, and says why', () =>
    expect(next([created, refused('reserve-stock', 'OUT_OF_STOCK')])).to.deep.equal([
      'undo orders.cancel',
      { orderId: 'o1', reason: 'OUT_OF_STOCK' },
    ]));
  it('gives the stock back, then cancels, when the card is declined', () => {
    const declined = [...paid, refused('authorize-payment', 'PAYMENT_DECLINED')];
    expect(next(declined)[0]).to.equal('undo stock.release');
    expect(next([...declined, undone('reserve-stock')])).to.deep.equal([
      'undo orders.cancel',
      { orderId: 'o1', reason: 'PAYMENT_DECLINED' },
    ]);
  });
  it('undoes everything when the payment never comes', () => {
    expect(next([...held, expired])[0]).to.equal('undo stock.release');
    expect(next([...held, expired, undone('reserve-stock')])[1]).to.deep.include({ reason: 'PAYMENT_TIMEOUT' });
  });
  it('voids a payment whose outcome is in doubt when it is cancelled meanwhile', () =>
    expect(next([...paid, { type: 'cancel-requested', by: 'u1', reason: 'CUSTOMER_CANCELLED', at: NOW }])[0]).to.equal(
      'undo payments.void',
    ));
  it('goes forward when it is cancelled after the pivot has begun', () =>
    expect(
      next([...authorized, { type: 'cancel-requested', by: 'u1', reason: 'CUSTOMER_CANCELLED', at: NOW }])[0],
    ).to.equal('send orders.confirm'));
});
