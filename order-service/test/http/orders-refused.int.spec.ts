import { conflict } from '@shop/common/errors';
import { expect } from 'chai';
import { ADDRESS } from '../support/service.js';
import { pen, withOrders } from '../support/with-orders.js';

describe('orders over REST', () => {
  const at = withOrders();

  const refused: [string, number, string, object[], object?][] = [
    ['no item', 422, 'VALIDATION_FAILED', []],
    ['51 items', 422, 'VALIDATION_FAILED', Array.from({ length: 51 }, (_, n) => ({ productId: `p${n}`, quantity: 1 }))],
    ['a quantity of 0', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: 0 }]],
    ['a quantity of 1,001', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: 1_001 }]],
    ['quantities that sum to 1,001', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: 1_000 }, ...pen]],
    ['half a piece', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: 0.5 }]],
    ['a quantity as text', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: '2' }]],
    ['a null quantity', 422, 'VALIDATION_FAILED', [{ productId: 'pen', quantity: null }]],
    ['a price with three decimals', 422, 'VALIDATION_FAILED', [{ ...pen[0], price: 2.505 }]],
    ['an operator for an id', 422, 'VALIDATION_FAILED', [{ productId: { $gt: '' }, quantity: 1 }]],
    ['an unknown field in an item', 422, 'VALIDATION_FAILED', [{ ...pen[0], discount: 1 }]],
    ['an unknown field', 422, 'VALIDATION_FAILED', pen, { userId: 'bob' }],
    ['no address', 422, 'VALIDATION_FAILED', pen, { shippingAddress: undefined }],
    ['a blank street', 422, 'VALIDATION_FAILED', pen, { shippingAddress: { ...ADDRESS, street: '  ' } }],
    [
      'half a character in a street',
      422,
      'VALIDATION_FAILED',
      pen,
      { shippingAddress: { ...ADDRESS, street: '\ud83d' } },
    ],
    [
      'a street that reverses what follows it',
      422,
      'VALIDATION_FAILED',
      pen,
      { shippingAddress: { ...ADDRESS, street: '1\u202e' } },
    ],
    ['a control character', 422, 'VALIDATION_FAILED', pen, { shippingAddress: { ...ADDRESS, zipCode: '1\u0000' } }],
    ['a price of too many decimals', 422, 'VALIDATION_FAILED', [{ ...pen[0], price: 2.500001 }]],
    ['a long city', 422, 'VALIDATION_FAILED', pen, { shippingAddress: { ...ADDRESS, city: 'x'.repeat(201) } }],
    ['a null payment method', 422, 'VALIDATION_FAILED', pen, { paymentMethodId: null }],
    ['an unknown product', 404, 'PRODUCT_NOT_FOUND', [{ productId: 'ink', quantity: 1 }]],
    ['an unknown payment method', 404, 'PAYMENT_METHOD_NOT_FOUND', pen, { paymentMethodId: 'pm-1' }],
    ['another price', 409, 'PRICE_CHANGED', [{ ...pen[0], price: 2.4 }]],
    [
      'another price in one of two lines',
      409,
      'PRICE_CHANGED',
      [
        { ...pen[0], price: 2.5 },
        { ...pen[0], price: 2.4 },
      ],
    ],
  ];
  for (const [what, status, code, items, more] of refused)
    it(`refuses ${what} with ${code}`, async () => {
      const answer = await at.order(items, {}, more);
      expect([answer.status, answer.body.code]).to.deep.equal([status, code]);
      if (status === 422) expect(answer.body.errors).to.not.deep.equal([]);
    });

  it('names the current price when it refuses another', async () => {
    const { body } = await at.order([{ productId: 'pen', quantity: 1, price: 1 }]);
    expect(body).to.deep.include({ productId: 'pen', price: 2.5, currency: 'USD' });
  });

  it('refuses a total over ten million', async () => {
    await at.service.product('house', 100_000_000, 0);
    const { status, body } = await at.order([{ productId: 'house', quantity: 11 }]);
    expect([status, body.errors[0].path]).to.deep.equal([422, 'items']);
  });

  it('passes on the refusal of Create when the price changed after it was checked', async () => {
    at.service.scripts.sagas.Start = async (request) => {
      await at.service.admin('PATCH', '/api/products/lamp', { price: 95 });
      const { lines, userId, shippingAddress } = request.placeOrder!;
      await at.service.orders
        .call('Create', { orderId: request.sagaId, userId, lines, shippingAddress })
        .catch(() => undefined);
      return { reached: true, created: true, saga: { state: 'COMPENSATED', failureReason: 'PRICE_CHANGED' } };
    };
    const { status, body } = await at.order([{ productId: 'lamp', quantity: 1 }]);
    expect([status, body.code, body.price]).to.deep.equal([409, 'PRICE_CHANGED', 95]);
  });

  it('passes on a refusal of the orchestrator', async () => {
    at.service.scripts.sagas.Start = async () => {
      throw conflict('PRICE_CHANGED', 'No.');
    };
    expect((await at.order(pen)).body.code).to.equal('PRICE_CHANGED');
  });
});
