import { SAGA_STATES as CONTRACTED } from '@shop/protos/contract';
import { SAGA_STATES } from '@shop/saga-engine/core/journal';
import { expect } from 'chai';
import { checked } from '../../src/grpc/requests.js';

const start = (order: object) => ({
  sagaId: 'o1',
  placeOrder: { userId: 'ann', lines: [], shippingAddress: {}, paymentMethodId: '', ...order },
  input: 'placeOrder',
  until: 'STARTED',
  waitMs: 0,
});

describe('the start of a saga', () => {
  for (const [what, order] of [
    ['more lines than an order may have today', { lines: Array.from({ length: 60 }, () => ({ productId: 'p' })) }],
    ['a quantity above the limit of today', { lines: [{ productId: 'p', quantity: 5_000 }] }],
    [
      'a field that a newer release sends',
      { lines: [{ productId: 'p', gift: true }], shippingAddress: { phone: 'x' } },
    ],
    ['an address that lacks a field', { shippingAddress: { street: '' } }],
  ] as const)
    it(`leaves to order-service: ${what}`, () => {
      expect(checked.start(start(order)).placeOrder).to.deep.include(order);
    });

  it('is refused without the ids that a saga needs', () => {
    expect(() => checked.start(start({ userId: '' })))
      .to.throw()
      .with.property('code', 'VALIDATION_FAILED');
  });
});

describe('the states of a saga', () => {
  it('are those of the contract', () => expect(SAGA_STATES).to.deep.equal(CONTRACTED));
});
