import { notFound, Problem } from '@shop/common/errors';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { APPROVED, card } from '../support/stand.js';
import { withPayments } from '../support/with-payments.js';

describe('POST /api/payments', () => {
  const at = withPayments();

  describe('when the saga has accepted a payment and its answer was lost', () => {
    it('answers 202 to a payer without a key whose own payment was accepted', async () => {
      at.stand.peers.onSignal = async ({ signalId }) => ({
        outcome: 'DUPLICATE',
        reached: false,
        acceptedSignalId: signalId,
      });
      const { status, body } = await at.pay(at.stand.order());
      expect([status, body['status']]).to.deep.equal([202, 'PENDING']);
      at.stand.peers.onSignal = async () => ({ outcome: 'DUPLICATE', reached: false, acceptedSignalId: 'another' });
      expect((await at.pay(at.stand.order())).status).to.equal(409);
    });

    it('answers 202 to the one of two tabs whose card is charged, and 409 to the other', async () => {
      const orderId = at.stand.order();
      const [first, second] = ['tab-1', 'tab-2'].map((key) => ({ key: `${key}-${orderId}` }));
      at.stand.peers.onSignal = async () => {
        throw new Error('The orchestrator has died after its journal had it.');
      };
      const promised = await at.pay(orderId, card('5555555555554444'), {}, first);
      expect([promised.status, promised.body['status']]).to.deep.equal([202, 'PENDING']);
      const taken = at.stand.peers.signals[0]!;
      at.stand.peers.onSignal = async ({ signalId }) => ({
        outcome: signalId === taken.signalId ? 'ACCEPTED' : 'DUPLICATE',
        reached: false,
        acceptedSignalId: taken.signalId,
      });
      const other = await at.pay(orderId, APPROVED, {}, second);
      expect([other.status, other.body['code']]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
      const still = await at.pay(orderId, card('5555555555554444'), {}, { key: `${first!.key}-again` });
      expect([still.status, still.body['code']], 'another key is another payment').to.deep.equal([
        409,
        'ORDER_NOT_PAYABLE',
      ]);
      await at.stand.saga(taken);
      const { body: charged } = await at.stand.call('GET', `/api/payments/${promised.body['id']}`);
      expect([charged['status'], charged['card'].last4]).to.deep.equal(['CAPTURED', '4444']);
      expect((await at.pay(orderId, APPROVED, {}, second)).status).to.equal(409);
    });

    it('ignores a payment that an older release stored for the second tab', async () => {
      const orderId = at.stand.order();
      const [first, second] = ['old-1', 'old-2'].map((key) => ({ key: `${key}-${orderId}` }));
      at.stand.peers.onSignal = async () => ({ outcome: 'DUPLICATE', reached: false });
      expect((await at.pay(orderId, APPROVED, {}, second)).status).to.equal(202);
      at.stand.peers.onSignal = (signal) => at.stand.saga(signal);
      const { status, body } = await at.pay(orderId, card('5555555555554444'), {}, first);
      expect([status, body['card'].last4]).to.deep.equal([201, '4444']);
    });
  });

  it('answers 202 with the pending payment while the saga is still running', async () => {
    at.stand.peers.onSignal = async () => ({ outcome: 'ACCEPTED', reached: false });
    const orderId = at.stand.order();
    const { status, body } = await at.pay(orderId);
    expect([status, body['status']]).to.deep.equal([202, 'PENDING']);
    expect((await at.stand.call('GET', `/api/payments/${body['id']}`)).body['status']).to.equal('PENDING');
    await at.stand.saga(at.stand.peers.signals[0]!);
    expect((await at.stand.call('GET', `/api/payments/${body['id']}`)).body['status']).to.equal('CAPTURED');
    // the time that the request itself took is subtracted
    expect(at.stand.peers.signals[0]!.waitMs).to.be.within(3_500, 5_000);
  });

  it('ends a pending payment of an order that was cancelled as FAILED', async () => {
    at.stand.peers.onSignal = async () => ({ outcome: 'ACCEPTED', reached: false });
    const orderId = at.stand.order();
    const { body } = await at.pay(orderId);
    await at.stand.app.reconcile();
    expect((await at.stand.call('GET', `/api/payments/${body['id']}`)).body['status']).to.equal('PENDING');
    at.stand.peers.orders.get(orderId)!.status = 'CANCELLED';
    await until('it is FAILED', async () => {
      await at.stand.app.reconcile();
      return (await at.stand.call('GET', `/api/payments/${body['id']}`)).body['status'] === 'FAILED';
    });
  });

  it('answers 409 when the order was cancelled instead of paid', async () => {
    at.stand.peers.onSignal = async () => ({
      outcome: 'LATE',
      reached: true,
      saga: { failureReason: 'PAYMENT_TIMEOUT' },
    });
    const { status, body } = await at.pay(at.stand.order());
    expect([status, body['code']]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
    expect(body['detail']).to.include('PAYMENT_TIMEOUT');
  });

  describe('while the saga cannot be signalled', () => {
    const away = () => {
      at.stand.peers.onSignal = async () => {
        throw new Problem(503, 'SERVICE_UNAVAILABLE');
      };
    };
    const shown = async (id: string) => (await at.stand.call('GET', `/api/payments/${id}`)).body;
    const undelivered = async () => {
      const text = await (await fetch(`http://127.0.0.1:${at.stand.app.ports.http}/metrics`)).text();
      return Number(/^payments_awaiting_signal\{.*\} (\S+)$/m.exec(text)?.[1]);
    };
    const delivered = () => until('everything is delivered', async () => (await undelivered()) === 0);
    afterEach(delivered);

    it('accepts a payment, and charges it once as soon as possible', async () => {
      away();
      const orderId = at.stand.order();
      const { status, body, headers } = await at.pay(orderId);
      expect([status, body['status'], body['card'].last4]).to.deep.equal([202, 'PENDING', '4242']);
      expect(headers.get('location')).to.equal(`/api/payments/${body['id']}`);
      expect(await undelivered()).to.equal(1);
      at.stand.peers.onSignal = (signal) => at.stand.saga(signal);
      await until('it is captured', async () => (await shown(body['id']))['status'] === 'CAPTURED');
      expect((await at.stand.books(body['id'])).movements).to.have.length(2);
      expect(new Set(at.stand.peers.signals.map(({ signalId }) => signalId)).size).to.equal(1);
    });

    it('accepts a payment within 6 s, and charges it once, when the saga gets the signal and does not answer', async () => {
      at.stand.peers.onSignal = async (signal) => {
        void at.stand.saga(signal);
        return new Promise(() => undefined);
      };
      const began = Date.now();
      const { status, body } = await at.pay(at.stand.order());
      expect(Date.now() - began).to.be.below(6_000);
      expect(status).to.be.oneOf([201, 202]);
      at.stand.peers.onSignal = (signal) => at.stand.saga(signal);
      await until('it is captured', async () => (await shown(body['id']))['status'] === 'CAPTURED');
      expect((await at.stand.books(body['id'])).movements).to.have.length(2);
    });

    it('refuses a second card, and charges only the first', async () => {
      away();
      const orderId = at.stand.order();
      const first = await at.pay(orderId);
      const second = await at.pay(orderId, card('5555555555554444'));
      expect([first.status, second.status, second.body['code']]).to.deep.equal([202, 409, 'ORDER_NOT_PAYABLE']);
      at.stand.peers.onSignal = (signal) => at.stand.saga(signal);
      await until('it is captured', async () => (await shown(first.body['id']))['status'] === 'CAPTURED');
      expect((await shown(first.body['id']))['card'].last4).to.equal('4242');
    });

    it('creates one payment for one key, during the outage and after it', async () => {
      away();
      const orderId = at.stand.order();
      const key = 'again-later';
      const first = await at.pay(orderId, APPROVED, {}, { key });
      at.stand.peers.onSignal = (signal) => at.stand.saga(signal);
      await until('it is captured', async () => (await shown(first.body['id']))['status'] === 'CAPTURED');
      const again = await at.pay(orderId, APPROVED, {}, { key });
      expect([again.status, again.headers.get('idempotent-replayed'), again.body]).to.deep.equal([
        202,
        'true',
        first.body,
      ]);
    });

    it('waits for a saga that was not started yet', async () => {
      at.stand.peers.onSignal = async () => {
        throw notFound('SAGA_NOT_FOUND', 'There is none.');
      };
      const { status, body } = await at.pay(at.stand.order());
      expect([status, body['status']]).to.deep.equal([202, 'PENDING']);
      at.stand.peers.onSignal = (signal) => at.stand.saga(signal);
      await until('it is captured', async () => (await shown(body['id']))['status'] === 'CAPTURED');
    });

    it('ends a payment as FAILED when the order was cancelled before the signal', async () => {
      away();
      const orderId = at.stand.order();
      const { body } = await at.pay(orderId);
      at.stand.peers.orders.get(orderId)!.status = 'CANCELLED';
      at.stand.peers.onSignal = async () => ({
        outcome: 'LATE',
        reached: true,
        saga: { failureReason: 'PAYMENT_TIMEOUT' },
      });
      await until('it is FAILED', async () => (await shown(body['id']))['status'] === 'FAILED');
    });

    it('has another replica send the signal when the first one is gone', async () => {
      away();
      const { body } = await at.pay(at.stand.order());
      const leased = (until: Date) =>
        at.stand.database
          .collection<{ _id: string }>('payments')
          .updateOne({ _id: body['id'] }, { $set: { 'signalIntent.nextAttemptAt': until } });
      await leased(new Date(Date.now() + 3_600_000));
      at.stand.peers.onSignal = (signal) => at.stand.saga(signal);
      const { body: later } = await at.pay(at.stand.order());
      await until('a later one is captured', async () => (await shown(later['id']))['status'] === 'CAPTURED');
      expect((await shown(body['id']))['status']).to.equal('PENDING');
      await leased(new Date());
      await until('it is captured', async () => (await shown(body['id']))['status'] === 'CAPTURED');
    });
  });

  it('stores no payment when the order cannot be paid any more', async () => {
    at.stand.peers.onSignal = async () => ({ outcome: 'LATE', reached: true });
    const orderId = at.stand.order();
    expect((await at.pay(orderId)).status).to.equal(409);
    expect((await at.stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`)).status).to.equal(404);
  });
});
