import { Problem } from '@shop/common/errors';
import { valid } from '@shop/common/validation/validate';
import * as contract from '@shop/protos/contract';
import { fittingInput, InvalidInput } from 'saga-engine/api/fitting';
import { ENDED_STATES, SAGA_STATES } from 'saga-engine/core/journal';
import { BULK_ACTIONS } from 'saga-engine/mongo/bulk.model';
import { expect } from 'chai';
import { checked } from '../../dist/grpc/requests.js';
import { reasonBody } from '../../dist/http/sagas.schema.js';
import { placeOrder } from '../../dist/sagas/place-order.js';

const start = (order: object): unknown =>
  fittingInput(placeOrder, { userId: 'ann', lines: [], shippingAddress: {}, paymentTimeoutMs: 1, ...order }, 'code');

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
    it(`leaves the check to order-service for ${what}`, () => {
      expect(start(order)).to.deep.include(order);
    });

  it('is refused without the ids that a saga needs', () => {
    expect(() => start({ userId: '' })).to.throw(InvalidInput, 'input.userId');
    expect(() => checked.start({ sagaId: '', placeOrder: {}, until: 'STARTED', waitMs: 0 }))
      .to.throw()
      .with.property('code', 'VALIDATION_FAILED');
  });
});

describe('a list of sagas', () => {
  it('accepts any valid type', () => {
    const asked = { state: '', type: 'book-trip2', orderId: '', userId: '', correlationId: '', limit: 0, cursor: '' };
    expect(checked.list(asked)).to.deep.equal(asked);
    expect(() => checked.list({ ...asked, type: 'Book' })).to.throw(Problem, 'type must be a name');
  });
});

describe('the request of an operator', () => {
  it('is stored without card numbers in its reason, as over REST', () => {
    const reason = 'paid with 4111 1111 1111 1111 by telephone';
    const over = checked.operate({ sagaId: 'o1', by: 'ann', reason });
    expect(over.reason).to.equal('paid with [redacted] by telephone');
    expect(over.reason).to.equal(valid(reasonBody, { reason }).reason);
  });
});

describe('the contract of sagas', () => {
  it('has the states of the engine', () => {
    expect(SAGA_STATES).to.deep.equal(contract.SAGA_STATES);
    expect(ENDED_STATES).to.deep.equal(contract.ENDED_STATES);
  });

  it('has the bulk actions of the engine', () => expect(BULK_ACTIONS).to.deep.equal(contract.BULK_ACTIONS));
});
