import { CANCEL_STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { armingOf, type Arming } from '../support/arming.js';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, auditIsClean, CARD, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

const NEVER_CAPTURED = '4000000000000036';

describe('a cancellation that was answered 202', () => {
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let faults: Arming;

  before(async () => {
    shop = await sharedShop();
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    faults = armingOf(shop, admin);
  });
  afterEach('the audit finds nothing', () => auditIsClean(admin));

  const order = async (number: string, wait = 10): Promise<{ id: string; status: string }> => {
    const method = { paymentMethod: 'credit_card', cardDetails: { ...CARD, number } };
    const { body: card } = await ann.call('POST', '/api/payment-methods', method);
    const items = [{ productId: 'product-1', quantity: 2 }];
    const placing = { items, shippingAddress: ADDRESS, paymentMethodId: card['id'] };
    const { body } = await ann.call('POST', '/api/orders', placing, { prefer: `wait=${wait}` });
    return body as { id: string; status: string };
  };
  const cancel = async (id: string) => (await ann.call('POST', `/api/orders/${id}/cancel`)).status;
  const sagas = async (id: string): Promise<{ id: string; type: string; state: string }[]> =>
    (await admin.call('GET', `/api/sagas?orderId=${id}`)).body['items'];
  const saga = (id: string, type: string, state: string) =>
    until(`${type} is ${state}`, async () =>
      (await sagas(id)).find((each) => each.type === type && each.state === state),
    );
  const resolve = async (id: string) =>
    (await admin.call('POST', `/api/sagas/${id}/resolve`, { reason: 'done by hand' })).status;
  /** Retries every saga of the order at once, without waiting for its backoff. */
  const retried = async (id: string) => {
    for (const each of await sagas(id)) await admin.call('POST', `/api/sagas/${each.id}/retry`, { reason: 'fixed' });
  };
  const paymentOf = async (id: string) => (await ann.call('GET', `/api/orders/${id}`)).body['payment']?.status;
  const preview = async (id: string) => (await admin.call('GET', `/api/sagas/${id}/preview`)).body['actions'];

  it('ends in CANCELLED although the capture is refused definitely, as the preview said', async () => {
    const { id, status } = await order(NEVER_CAPTURED);
    expect([status, await paymentOf(id)]).to.deep.equal(['CONFIRMED', 'AUTHORIZED']);
    await saga(id, 'place-order', 'NEEDS_ATTENTION');
    expect(await preview(id)).to.deep.equal([{ step: 'follow-up', command: 'sagas.start' }]);
    expect(await cancel(id)).to.equal(202);
    await shop.awaitOutcome(ann, id, 'CANCELLED');
    await saga(id, 'place-order', 'COMPENSATED');
    await saga(id, 'cancel-order', 'COMPLETED');
    expect([await paymentOf(id), await cancel(id), await preview(id)]).to.deep.equal(['VOIDED', 202, []]);
  });

  it('ends in CANCELLED although the order’s saga was resolved by hand, before the cancellation or after it', async () => {
    const { id } = await order(NEVER_CAPTURED);
    await saga(id, 'place-order', 'NEEDS_ATTENTION');
    expect([await resolve(id), await cancel(id)]).to.deep.equal([202, 202]);
    await shop.awaitOutcome(ann, id, 'CANCELLED');
    await faults.arm('order-service', { at: 'order.confirm.before', do: 'unavailable', times: 1_000 });
    const other = await order(CARD.number, 0);
    await until('it is being confirmed', async () => (await paymentOf(other.id)) === 'AUTHORIZED');
    expect([await cancel(other.id), await resolve(other.id)]).to.deep.equal([202, 202]);
    await shop.awaitOutcome(ann, other.id, 'CANCELLED');
    await faults.disarm('order-service');
    expect(await paymentOf(other.id)).to.equal('VOIDED');
  });

  it('ends in CANCELLED although the order’s saga was resolved by hand while it compensated', async () => {
    const items = [{ productId: 'product-1', quantity: 2 }];
    const placing = { items, shippingAddress: ADDRESS };
    const { id, status } = (await ann.call('POST', '/api/orders', placing, { prefer: 'wait=10' })).body;
    expect(status).to.equal('AWAITING_PAYMENT');
    await faults.arm('order-service', { at: 'order.cancel.before', do: 'unavailable', times: 1_000 });
    expect(await cancel(id as string)).to.equal(202);
    await saga(id as string, 'place-order', 'COMPENSATING');
    expect(await resolve(id as string)).to.equal(202);
    await shop.awaitOutcome(ann, id as string, 'CANCELLED');
    await faults.disarm('order-service');
    await saga(id as string, 'cancel-order', 'COMPLETED');
    await saga(id as string, 'place-order', 'RESOLVED');
  });

  it('ends in CANCELLED although the confirmation stays in doubt', async () => {
    await faults.arm('order-service', { at: 'order.confirm.before', do: 'unavailable', times: 1_000 });
    const { id } = await order(CARD.number, 0);
    await until('it is being confirmed', async () => (await paymentOf(id)) === 'AUTHORIZED');
    expect(await cancel(id)).to.equal(202);
    await shop.awaitOutcome(ann, id, 'CANCELLED', 90_000);
    await faults.disarm('order-service');
    expect(await paymentOf(id)).to.equal('VOIDED');
  }).timeout(120_000);

  it('ends in CANCELLED although the cancelling saga was resolved by hand, twice, at each of its steps', async () => {
    const steps = [
      ['payment-service', 'payment.refund-order.before'],
      ['order-service', 'order.restock.before'],
      ['order-service', 'order.mark-cancelled.before'],
    ] as const;
    for (const [service, at] of steps) {
      const { id } = await order(CARD.number);
      await faults.arm(service, { at, do: 'error', times: 1_000 });
      expect(await cancel(id), at).to.equal(202);
      const first = await saga(id, 'cancel-order', 'NEEDS_ATTENTION');
      expect(await resolve(first.id)).to.equal(202);
      const second = await saga(id, 'cancel-order', 'NEEDS_ATTENTION');
      expect([second.id === first.id, await resolve(first.id), await resolve(second.id)]).to.deep.equal([
        false,
        409,
        202,
      ]);
      await saga(id, 'cancel-order', 'NEEDS_ATTENTION');
      await faults.disarm(service);
      await retried(id);
      await shop.awaitOutcome(ann, id, 'CANCELLED');
      await saga(id, 'cancel-order', 'COMPLETED');
      const states = (await sagas(id)).map(({ type, state }) => `${type} ${state}`).sort();
      const twice = ['cancel-order RESOLVED', 'cancel-order RESOLVED'];
      expect(states).to.deep.equal(['cancel-order COMPLETED', ...twice, 'place-order COMPLETED']);
      expect([await paymentOf(id), await cancel(id)]).to.deep.equal(['REFUNDED', 202]);
    }
  }).timeout(180_000);

  it('ends in CANCELLED although the cancelling saga was restarted, paused, forced in bulk and resolved meanwhile', async () => {
    const { id } = await order(CARD.number);
    await faults.arm('payment-service', { at: 'payment.refund-order.before', do: 'error', times: 1_000 });
    expect(await cancel(id)).to.equal(202);
    const first = await saga(id, 'cancel-order', 'NEEDS_ATTENTION');
    const refund = { step: CANCEL_STEPS.refund, reason: 'by hand' };
    expect((await admin.call('POST', `/api/sagas/${first.id}/restart`, refund)).status).to.equal(202);
    const force = { ...refund, outcome: 'refused' };
    const refused = await admin.call('POST', `/api/sagas/${first.id}/force`, force);
    expect([refused.status, refused.body['code']]).to.deep.equal([409, 'WOULD_BREAK_CONSERVATION']);
    const pause = { type: 'cancel-order', reason: 'the provider is being changed' };
    const { body: paused } = await admin.call('POST', '/api/sagas/pauses', pause);
    const filter = { type: 'cancel-order', step: CANCEL_STEPS.refund };
    const bulk = { action: 'force', outcome: 'refused', confirm: true, reason: 'by hand', filter };
    const begun = await admin.call('POST', '/api/sagas/bulk', bulk);
    expect(begun.status).to.equal(202);
    await saga(id, 'cancel-order', 'RESOLVED');
    const second = await until('another saga continues', async () =>
      (await sagas(id)).find((each) => each.type === 'cancel-order' && each.id !== first.id),
    );
    expect(await resolve(second.id)).to.equal(202);
    await faults.disarm('payment-service');
    expect((await admin.call('DELETE', `/api/sagas/pauses/${paused['id']}`)).status).to.equal(204);
    await retried(id);
    await shop.awaitOutcome(ann, id, 'CANCELLED');
    expect(await paymentOf(id)).to.equal('REFUNDED');
  }).timeout(120_000);

  it('ends in CANCELLED when the order’s saga had already begun to compensate, and was then resolved', async () => {
    await faults.arm('order-service', { at: 'order.cancel.before', do: 'unavailable', times: 1_000 });
    const { id } = await order('4000000000000002', 0);
    await saga(id, 'place-order', 'COMPENSATING');
    expect([await cancel(id), await resolve(id)]).to.deep.equal([202, 202]);
    await shop.awaitOutcome(ann, id, 'CANCELLED');
    await faults.disarm('order-service');
    await saga(id, 'cancel-order', 'COMPLETED');
  });
});
