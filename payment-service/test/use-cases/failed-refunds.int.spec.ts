import type { AnyJson } from '@shop/testkit/json';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { card, startStand, thrown, type Stand } from '../support/stand.js';

const PENDING = card('4000000000007726');
const FAILING = card('4000000000005126');
const LAPSING = card('4000000000000648');

describe('refunds that end later', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());

  async function paid(cardDetails: object): Promise<{ orderId: string; at: string }> {
    const orderId = stand.order();
    const body = { orderId, amount: 29.99, paymentMethod: 'credit_card', cardDetails };
    expect((await stand.call('POST', '/api/payments', body)).status).to.equal(201);
    return { orderId, at: `/api/payments/${paymentIdOf(orderId)}` };
  }
  const admin = { role: 'admin', user: 'admin' } as const;
  const refund = (at: string, body: object = {}) => stand.call('POST', `${at}/refund`, body, admin);
  const byHand = (at: string, body: object, key?: string) =>
    stand.call('POST', `${at}/refund-by-hand`, body, { ...admin, ...(key ? { key } : {}) });
  const shown = async (at: string) => (await stand.call('GET', at)).body;
  const failing = async (body?: object) => {
    const { orderId, at } = await paid(FAILING);
    expect((await refund(at, body)).status).to.equal(200);
    await until('the refund has failed', async () => (await shown(at))['failedRefundAmount'] !== undefined, 60_000);
    return { orderId, at };
  };
  const listed = async () => {
    const { items } = (await stand.call('GET', '/api/payments?refundFailed=true&limit=100', undefined, admin)).body;
    return items.map(({ id }: { id: string }) => `/api/payments/${id}`);
  };
  const failedCount = async () => {
    const text = await (await fetch(`http://127.0.0.1:${stand.app.ports.http}/metrics`)).text();
    return Number(/^payments_refund_failed(?:\{[^}]*\})? (\d+)$/m.exec(text)?.[1]);
  };

  it('are pending until the provider reports them as done', async () => {
    const { at } = await paid(PENDING);
    const asked = (await refund(at, { amount: 10 })).body;
    expect(asked).to.deep.include({ status: 'CAPTURED', refundedAmount: 0 });
    expect(asked['refunds'].map(({ status }: AnyJson) => status)).to.deep.equal(['PENDING']);
    await until('it is done', async () => (await shown(at))['status'] === 'PARTIALLY_REFUNDED', 60_000);
    const done = await shown(at);
    expect([done['refundedAmount'], done['refunds'][0].status]).to.deep.equal([10, 'DONE']);
  });

  it('are no longer done once they have failed, and are listed and counted until the money was given back', async () => {
    const before = await failedCount();
    const { orderId, at } = await failing();
    expect(await shown(at)).to.deep.include({ status: 'CAPTURED', refundedAmount: 0, failedRefundAmount: 29.99 });
    const message = await stand.commands.call('Inspect', { orderId });
    expect([message.status, message.refundedMinor, message.failedRefundMinor]).to.deep.equal(['CAPTURED', 0, 2999]);
    expect([await listed(), await failedCount()]).to.deep.equal([[at], before + 1]);
    expect((await stand.call('GET', '/api/payments/at-risk', undefined, admin)).body['failedRefunds']).to.equal(1);
    expect((await stand.call('GET', '/api/payments?refundFailed=yes', undefined, admin)).status).to.equal(422);
    // another attempt at the provider
    expect((await refund(at)).body).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
    expect(await shown(at)).to.not.have.property('failedRefundAmount');
    expect([await listed(), await failedCount()]).to.deep.equal([[], before]);
  });

  it('can be replaced by refunds by hand, once, and are then not repeated at the provider', async () => {
    const { at, orderId } = await failing({ amount: 20 });
    const mine = await stand.call('POST', `${at}/refund-by-hand`, { reason: 'mine' });
    expect(mine.status).to.equal(403);
    expect((await byHand(at, {})).body['code']).to.equal('VALIDATION_FAILED');
    const large = await byHand(at, { amount: 20.01, reason: 'x' });
    expect([large.status, large.body['code'], large.body['refundable']]).to.deep.equal([409, 'REFUND_TOO_LARGE', 20]);
    const part = { amount: 15, reason: 'by a bank transfer' };
    for (let i = 0; i < 2; i++)
      expect((await byHand(at, part, 'k')).body).to.deep.include({
        status: 'PARTIALLY_REFUNDED',
        refundedAmount: 15,
        failedRefundAmount: 5,
      });
    const both = await Promise.all([byHand(at, { reason: 'cash' }), byHand(at, { reason: 'cash' })]);
    expect(both.map(({ status }) => status).toSorted()).to.deep.equal([200, 409]);
    const after = await shown(at);
    expect(after).to.deep.include({ status: 'PARTIALLY_REFUNDED', refundedAmount: 20 });
    expect(after['history'].map(({ type, amount }: AnyJson) => `${type} ${amount}`)).to.deep.equal([
      'authorized 29.99',
      'captured 29.99',
      'refunded 20',
      'refund_failed 20',
      'refunded_by_hand 15',
      'refunded_by_hand 5',
    ]);
    expect((await byHand(at, { reason: 'again' })).body['code']).to.equal('PAYMENT_NOT_REFUNDABLE');
    // the cancel saga refunds only the rest
    expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 999 });
    expect(await shown(at)).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
    const seen = [];
    for await (const audited of stand.commands.stream('Audit', { orderIds: [orderId], withoutBooks: false }))
      seen.push([audited.ledgerRefundedMinor, audited.providerRefundedMinor, audited.ledgerRefundedByHandMinor]);
    expect(seen).to.deep.equal([[999, 999, 2000]]);
  });

  it('of the cancel saga are repeated on its next call if they failed after its reply', async () => {
    const { orderId, at } = await paid(FAILING);
    for (let i = 0; i < 2; i++)
      expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
    await until('the refund has failed', async () => (await shown(at))['failedRefundAmount'] === 29.99, 60_000);
    for (let i = 0; i < 2; i++)
      expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 2999 });
    expect(await shown(at)).to.deep.include({ status: 'REFUNDED', refundedAmount: 29.99 });
  });

  it('of a change stay listed when another change is refunded, until that of the same change is done', async () => {
    const { orderId, at } = await paid(FAILING);
    const refundChange = async (changeId: string, amountMinor: number) =>
      (await stand.commands.call('RefundChange', { changeId, orderId, amountMinor })).refundedMinor;
    expect(await refundChange('first', 1000)).to.equal(1000);
    await until('the refund has failed', async () => (await shown(at))['failedRefundAmount'] === 10, 60_000);
    expect(await refundChange('second', 500)).to.equal(500);
    expect(await shown(at)).to.deep.include({ refundedAmount: 5, failedRefundAmount: 10 });
    expect(await listed()).to.include(at);
    expect(await refundChange('first', 1000)).to.equal(1000);
    expect(await shown(at))
      .to.include({ refundedAmount: 15 })
      .and.to.not.have.property('failedRefundAmount');
  });

  it('continue after a restart of the simulator', async () => {
    const { at } = await paid(PENDING);
    await refund(at);
    await stand.restartProvider();
    await until('it is done', async () => (await shown(at))['status'] === 'REFUNDED', 60_000);
  });

  it('include a lapsed authorisation, which is void after its first capture and not requested again', async () => {
    const orderId = stand.order();
    const paymentMethodId = await stand.method(LAPSING);
    const request = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
    await stand.commands.call('Authorize', request);
    const first = await thrown(stand.commands.call('Capture', { orderId }));
    expect([first.code, first.definite]).to.deep.equal(['CHARGE_NOT_CAPTURABLE', true]);
    expect((await stand.commands.call('Inspect', { orderId })).status).to.equal('VOIDED');
    await stand.arm('app', 'payment.provider-call.before', 'unavailable', { times: 1 });
    const again = await thrown(stand.commands.call('Capture', { orderId }));
    expect([again.code, again.definite]).to.deep.equal(['PAYMENT_VOIDED', true]);
    expect(await stand.armed('app'), 'the provider was not called').to.equal(1);
    await stand.disarm();
    expect(await stand.commands.call('Refund', { orderId })).to.deep.equal({ refundedMinor: 0 });
  });
});
