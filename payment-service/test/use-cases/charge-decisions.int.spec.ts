import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { notFound } from '@shop/common/errors';
import { freePort } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { SECRET } from '../support/peers.js';
import { run } from '../support/process.js';
import { card } from '../support/stand.js';
import { ADMIN, REASON, withLostCharges, WITHIN } from '../support/with-lost-charges.js';

describe('a charge that only its provider knows', () => {
  const at = withLostCharges();
  const { running, payments, authorize, lost, chargeOf, ask, becomes, moved } = at;

  it('is refunded once, with the decision and its reason, however often that is sent', async () => {
    const orderId = await lost();
    const first = await ask(orderId, 'return', REASON, 'k1');
    expect([first.status, first.body['state']]).to.deep.equal([202, 'RETURNING']);
    for (const again of [1, 2]) expect((await ask(orderId, 'return', REASON, 'k1')).status, `${again}`).to.equal(202);
    const charge = await becomes(orderId, 'RETURNED');
    expect(charge['decisions']).to.have.length(1);
    expect(charge['decisions'][0]).to.deep.include({ action: 'return', by: 'admin', ...REASON });
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 2999']);
    const again = await ask(orderId, 'return', REASON, 'k2');
    expect([again.status, again.body['code']]).to.deep.equal([409, 'CHARGE_NOT_OPEN']);
    await at.stand.app.findCharges();
    expect((await chargeOf(orderId))['state']).to.equal('RETURNED');
  });

  it('is voided when it is only authorised', async () => {
    const orderId = await lost({ held: true });
    await ask(orderId, 'return', REASON);
    await becomes(orderId, 'RETURNED');
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'voided 2999']);
  });

  it('is listed and refunded when its order was restored and its customer paid with another card', async () => {
    const orderId = await authorize();
    await at.stand.commands.call('Capture', { orderId });
    await payments().deleteOne({ _id: paymentIdOf(orderId) });
    // the provider refuses a second charge for the same payment
    await authorize(orderId).catch(() => undefined);
    const path = `/api/payments/${paymentIdOf(orderId)}`;
    expect((await at.stand.call('GET', path)).body['status']).to.equal('FAILED');
    await at.stand.app.findCharges();
    expect(await chargeOf(orderId)).to.include({ state: 'OPEN', amount: 29.99, captured: true });
    const verified = await at.stand.call('POST', `${path}/verify`);
    expect([verified.status, verified.body['status']]).to.deep.equal([200, 'FAILED']);
    await ask(orderId, 'return', REASON);
    await becomes(orderId, 'RETURNED');
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 2999']);
    // the money is of no payment, so the audit does not compare it with this one
    for await (const audited of at.stand.commands.stream('Audit', { orderIds: [orderId], withoutBooks: false }))
      expect(audited).to.include({ providerKnown: true, providerCapturedMinor: 0, providerRefundedMinor: 0 });
  });

  it('can be decided when it was found by a release that stored no decisions', async () => {
    const orderId = await lost({ held: true });
    const found = at.stand.database.collection('unknown_charges');
    await found.updateOne({ reference: paymentIdOf(orderId) }, { $unset: { decisions: 1 } });
    expect((await chargeOf(orderId))['decisions']).to.deep.equal([]);
    expect((await ask(orderId, 'return', REASON)).status).to.equal(202);
    expect((await becomes(orderId, 'RETURNED'))['decisions']).to.have.length(1);
  });

  it('becomes the payment of its order again, including refunds, so that a running saga finds its steps done', async () => {
    const orderId = await authorize();
    await at.stand.commands.call('Capture', { orderId });
    await at.stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/refund`, { amount: 9.99 }, ADMIN);
    await payments().deleteOne({ _id: paymentIdOf(orderId) });
    await at.stand.app.findCharges();
    expect((await ask(orderId, 'match', { ...REASON, orderId })).status).to.equal(202);
    await becomes(orderId, 'MATCHED');
    const { body } = await at.stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`);
    expect(body).to.deep.include({
      orderId,
      userId: 'u1',
      status: 'PARTIALLY_REFUNDED',
      amount: 29.99,
      refundedAmount: 9.99,
    });
    const paymentMethodId = await at.stand.method();
    const payment = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
    const { paymentId } = await at.stand.commands.call('Authorize', payment);
    expect(paymentId).to.equal(paymentIdOf(orderId));
    expect(await at.stand.commands.call('Capture', { orderId })).to.deep.equal({ paymentId });
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 999']);
    await at.stand.call('POST', `/api/payments/${paymentId}/refund`, {}, ADMIN);
    expect((await at.stand.call('GET', `/api/payments/${paymentId}`)).body['status']).to.equal('REFUNDED');
    await at.stand.app.findCharges();
    expect((await chargeOf(orderId))['state']).to.equal('MATCHED');
  });

  it('becomes the payment that was restored to a moment before the call of its provider, still authorised', async () => {
    const orderId = await authorize();
    const set = { status: 'PENDING', calls: {}, ledger: [], marks: {}, providerRef: null, nextCheckAt: new Date() };
    await payments().updateOne({ _id: paymentIdOf(orderId) }, { $set: set });
    await at.stand.app.findCharges();
    const asked = await ask(orderId, 'match', { ...REASON, orderId });
    expect(asked.status, JSON.stringify(asked.body)).to.equal(202);
    await becomes(orderId, 'MATCHED');
    await at.stand.commands.call('Capture', { orderId });
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999']);
    expect(await payments().findOne({ _id: paymentIdOf(orderId) })).to.include({ status: 'CAPTURED' });
  });

  it('pays its order when that still waits for its payment', async () => {
    const orderId = await lost();
    expect((await ask(orderId, 'match', { ...REASON, orderId })).status).to.equal(202);
    await becomes(orderId, 'MATCHED');
    const sent = at.stand.peers.signals.filter(({ sagaId }) => sagaId === orderId);
    expect(sent.map(({ paymentSubmitted }) => paymentSubmitted!.amountMinor)).to.deep.equal([2999]);
    await until('the order is paid', async () => at.stand.peers.orders.get(orderId)!.status === 'CONFIRMED', WITHIN);
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999']);
  });

  it('is refunded when its order is cancelled before the signal, whatever the saga answered', async () => {
    const [late, unknown] = [await lost(), await lost({ held: true })];
    const { onSignal } = at.stand.peers;
    let signals = 0;
    at.stand.peers.onSignal = async ({ sagaId }) => {
      signals++;
      at.stand.peers.orders.get(sagaId)!.status = 'CANCELLED';
      if (sagaId === unknown) throw notFound('SAGA_NOT_FOUND', 'No such saga.');
      return { outcome: 'LATE', reached: false };
    };
    for (const orderId of [late, unknown]) await ask(orderId, 'match', { ...REASON, orderId });
    for (const orderId of [late, unknown]) await becomes(orderId, 'RETURNED');
    at.stand.peers.onSignal = onSignal;
    expect(signals).to.equal(2);
    expect(await moved(late)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 2999']);
    expect(await moved(unknown)).to.deep.equal(['authorized 2999', 'voided 2999']);
  });

  it('cannot be matched with an order that was cancelled without a payment', async () => {
    const orderId = await lost();
    at.stand.peers.orders.get(orderId)!.status = 'CANCELLED';
    const { status, body } = await ask(orderId, 'match', { ...REASON, orderId });
    expect([status, body['code']]).to.deep.equal([409, 'ORDER_HAS_PAYMENT']);
  });

  it('cannot be matched with another order, with another amount, or as a second payment', async () => {
    const orderId = await lost();
    const other = at.stand.order();
    const match = async (id: string) => (await ask(orderId, 'match', { ...REASON, orderId: id })).body['code'];
    expect(await match(other)).to.equal('CHARGE_OF_ANOTHER_ORDER');
    at.stand.peers.orders.get(orderId)!.totalMinor = 3000;
    expect(await match(orderId)).to.equal('CHARGE_DIFFERS');
    at.stand.peers.orders.get(orderId)!.totalMinor = 2999;
    await at.stand.commands.call('Void', { orderId });
    expect(await match(orderId)).to.equal('ORDER_HAS_PAYMENT');
    const blank = await ask(orderId, 'match', { reason: ' ', orderId });
    expect([blank.status, (await ask(orderId, 'return', {})).status]).to.deep.equal([422, 422]);
    expect((await chargeOf(orderId))['decisions']).to.deep.equal([]);
    const unknown = await at.stand.call('POST', '/api/unknown-charges/nobody/return', REASON, ADMIN);
    expect([unknown.status, unknown.body['code']]).to.deep.equal([404, 'CHARGE_NOT_FOUND']);
  });

  it('is not refunded when its payment exists again', async () => {
    const orderId = await authorize();
    await at.stand.commands.call('Capture', { orderId });
    const payment = (await payments().findOne({ _id: paymentIdOf(orderId) }))!;
    await payments().deleteOne({ _id: payment._id });
    await at.stand.app.findCharges();
    await payments().insertOne(payment);
    await ask(orderId, 'return', REASON);
    await becomes(orderId, 'GONE');
    expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999']);
  });

  it('is open again, with the problem, when its provider refuses, and others are refunded meanwhile', async () => {
    const [bad, good] = [await lost(), await lost()];
    await at.stand.arm('app', 'payment.provider-call.before', 'error');
    await ask(bad, 'return', REASON);
    expect((await becomes(bad, 'OPEN'))['problem']).to.be.a('string');
    await ask(good, 'return', REASON);
    await becomes(good, 'RETURNED');
    await ask(bad, 'return', { reason: 'once more' });
    const charge = await becomes(bad, 'RETURNED');
    expect(charge).not.to.have.property('problem');
    expect(charge['decisions'].map(({ reason }: { reason: string }) => reason)).to.deep.equal([
      REASON.reason,
      'once more',
    ]);
    expect(await moved(bad)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 2999']);
  });

  it('is listed again when its refund fails after it was done', async () => {
    const orderId = await lost({ details: card('4000000000005126') });
    await ask(orderId, 'return', REASON);
    await becomes(orderId, 'RETURNED');
    await until('the refund has failed', async () => (await moved(orderId)).length === 2, WITHIN);
    await at.stand.app.findCharges();
    expect(await chargeOf(orderId)).to.include({ state: 'OPEN', amount: 29.99 });
  });

  for (const side of ['before', 'after'] as const)
    it(`is refunded once when its process is killed ${side} the provider is called`, async function () {
      // two processes start, and the second waits until the lease of the first is over
      this.timeout(180_000);
      const [port, grpcPort] = [await freePort(), await freePort()];
      const orderId = await lost();
      await at.stand.app.close();
      const env = { ...at.stand.environments.app, PORT: String(port), GRPC_PORT: String(grpcPort) };
      const started = async () => running[running.push(await run('payment-service', env)) - 1]!;
      const first = await started();
      const { database } = at.stand;
      const found = await database.collection('unknown_charges').findOne({ reference: paymentIdOf(orderId) });
      const call = (path: string, body: object) =>
        fetch(`http://127.0.0.1:${port}${path}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            [INTERNAL_HEADER]: new InternalTokens('gateway', SECRET).issue('payment-service', {
              sub: 'a',
              role: 'admin',
            }),
          },
          body: JSON.stringify(body),
        });
      await call('/faults', { at: `payment.provider-call.${side}`, do: 'crash' });
      await call(`/api/unknown-charges/${String(found!._id)}/return`, REASON).catch(() => undefined);
      await first.ended();
      expect((await moved(orderId)).length).to.equal(side === 'before' ? 2 : 3);
      const second = await started();
      await until(
        'the charge is RETURNED',
        async () =>
          (await database.collection('unknown_charges').findOne({ _id: found!._id }))?.['state'] === 'RETURNED',
        WITHIN,
      );
      expect(await moved(orderId)).to.deep.equal(['authorized 2999', 'captured 2999', 'refunded 2999']);
      await second.kill();
      await at.stand.restartApp({});
    });
});
