import { notFound, Problem } from '@shop/common/errors';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { paymentIdOf } from '../../src/domain/ids.js';
import { APPROVED, card, startStand, type Stand } from '../support/stand.js';

describe('POST /api/payments', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  beforeEach(() => {
    stand.peers.onSignal = (signal) => stand.saga(signal);
    stand.peers.signals.length = 0;
  });

  const pay = (orderId: string, details: object = APPROVED, more: object = {}, as = {}) =>
    stand.call(
      'POST',
      '/api/payments',
      { orderId, amount: 29.99, paymentMethod: 'credit_card', cardDetails: details, ...more },
      as,
    );

  it('charges an approved card once and answers the captured payment', async () => {
    const orderId = stand.order();
    const { status, body, headers } = await pay(orderId);
    expect(status).to.equal(201);
    expect(body).to.deep.include({
      id: paymentIdOf(orderId),
      orderId,
      status: 'CAPTURED',
      amount: 29.99,
      currency: 'USD',
      card: { brand: 'visa', last4: '4242' },
    });
    expect(body['history'].map((line: { type: string }) => line.type)).to.deep.equal(['authorized', 'captured']);
    expect(headers.get('location')).to.equal(`/api/payments/${body['id']}`);
    expect(await stand.call('GET', `/api/payments/${body['id']}`)).to.deep.include({ status: 200, body });
  });

  for (const number of ['4111111111111111', '4242424242424242'])
    it(`approves ${number} although its expiry has passed`, async () => {
      expect((await pay(stand.order(), card(number, '12/20'))).body['status']).to.equal('CAPTURED');
    });

  const declines = {
    '4000000000000002': 'generic_decline',
    '4000000000009995': 'insufficient_funds',
    '4000000000000069': 'expired_card',
  };
  for (const [number, declineCode] of Object.entries(declines))
    it(`answers 402 ${declineCode} for ${number}, and lists the declined payment`, async () => {
      const user = `declined-${declineCode}`;
      const orderId = stand.order(2999, user);
      const { status, body } = await pay(orderId, card(number, '01/20'), {}, { user });
      expect(status).to.equal(402);
      expect(body).to.deep.include({ code: 'CARD_DECLINED', declineCode, paymentId: paymentIdOf(orderId) });
      const { items } = (await stand.call('GET', '/api/payments', undefined, { user })).body;
      expect(items).to.have.length(1);
      expect(items[0]).to.deep.include({ id: body['paymentId'], status: 'DECLINED', declineCode, history: [] });
    });

  for (const number of ['4000000000000119', '4000000000000341'])
    it(`charges ${number} once although the provider fails twice`, async () => {
      const { status, body } = await pay(stand.order(), card(number));
      expect([status, body['status']]).to.deep.equal([201, 'CAPTURED']);
      const { movements } = await stand.books(body['id']);
      expect(movements.map(({ type }: { type: string }) => type)).to.deep.equal(['authorized', 'captured']);
    });

  it('answers AUTHORIZED while the capture is still being retried', async () => {
    stand.peers.onSignal = async ({ sagaId: orderId, paymentSubmitted: p }) => {
      const { paymentMethodId, amountMinor, currency } = p!;
      await stand.commands.call('Authorize', { orderId, userId: 'u1', paymentMethodId, amountMinor, currency });
      return { outcome: 'ACCEPTED', reached: true };
    };
    const { status, body } = await pay(stand.order());
    expect([status, body['status']]).to.deep.equal([201, 'AUTHORIZED']);
  });

  it('accepts any other card by its check digit and expiry', async () => {
    expect((await pay(stand.order(), card('5555555555554444'))).body['card']).to.deep.equal({
      brand: 'mastercard',
      last4: '4444',
    });
    const wrong: [string, object, string][] = [
      ['a check digit that does not fit', card('4242424242424241'), 'cardDetails.number'],
      ['an expiry that has passed', card('5555555555554444', '12/24'), 'cardDetails.expiry'],
      ['month 13, whatever the card', card('4111111111111111', '13/40'), 'cardDetails.expiry'],
      ['a year of four digits', card('4111111111111111', '12/2040'), 'cardDetails.expiry'],
      ['a cvv of two digits', card('4111111111111111', '12/40', '12'), 'cardDetails.cvv'],
      ['a cvv of five digits', card('4111111111111111', '12/40', '12345'), 'cardDetails.cvv'],
      ['a number that is no text', { ...APPROVED, number: 4242424242424242 }, 'cardDetails.number'],
    ];
    for (const [what, details, path] of wrong) {
      const { status, body } = await pay(stand.order(), details);
      expect([status, body['code'], body['errors']?.[0]?.path], what).to.deep.equal([422, 'VALIDATION_FAILED', path]);
      const { number, cvv } = details as typeof APPROVED;
      expect(body['errors'][0].message, what).not.to.include(String(number)).and.not.to.include(cvv);
    }
    expect(stand.peers.signals).to.have.length(1);
  });

  it('refuses what does not match the order, before any call of the provider', async () => {
    const theirs = stand.order(2999, 'u2');
    expect((await pay(theirs)).body['code']).to.equal('ORDER_NOT_FOUND');
    expect((await pay('no-such-order')).status).to.equal(404);
    const off = await pay(stand.order(5000));
    expect([off.status, off.body['code'], off.body['amount']]).to.deep.equal([422, 'AMOUNT_MISMATCH', 50]);
    const cancelled = stand.order();
    stand.peers.orders.get(cancelled)!.status = 'CANCELLED';
    expect((await pay(cancelled)).body['code']).to.equal('ORDER_NOT_PAYABLE');
    expect(stand.peers.signals).to.deep.equal([]);
  });

  it('refuses bodies that are neither a card nor a method', async () => {
    const orderId = stand.order();
    const bodies = [
      { orderId },
      { orderId, paymentMethodId: 'm', cardDetails: APPROVED, amount: 1, paymentMethod: 'credit_card' },
      { orderId, cardDetails: APPROVED, paymentMethod: 'credit_card' },
      { orderId, cardDetails: APPROVED, amount: 29.99 },
      { orderId, cardDetails: APPROVED, amount: '29.99', paymentMethod: 'credit_card' },
      { orderId, cardDetails: APPROVED, amount: 29.999, paymentMethod: 'credit_card' },
      { orderId, cardDetails: APPROVED, amount: -1, paymentMethod: 'credit_card' },
      { orderId, cardDetails: APPROVED, amount: 29.99, paymentMethod: 'cash' },
      { orderId: { $gt: '' }, paymentMethodId: 'm' },
      { orderId, paymentMethodId: 'm', extra: 1 },
    ];
    for (const body of bodies) {
      const answer = await stand.call('POST', '/api/payments', body);
      expect([answer.status, answer.body['code']], JSON.stringify(Object.keys(body))).to.deep.equal([
        422,
        'VALIDATION_FAILED',
      ]);
    }
  });

  it('pays with a stored method, with or without the amount', async () => {
    const paymentMethodId = await stand.method();
    const body = { orderId: stand.order(), paymentMethodId };
    expect((await stand.call('POST', '/api/payments', body)).body['status']).to.equal('CAPTURED');
    const wrong = { orderId: stand.order(), paymentMethodId, amount: 1 };
    expect((await stand.call('POST', '/api/payments', wrong)).body['code']).to.equal('AMOUNT_MISMATCH');
    const right = { orderId: stand.order(), paymentMethodId, amount: 29.99 };
    expect((await stand.call('POST', '/api/payments', right)).status).to.equal(201);
    const theirs = { orderId: stand.order(2999, 'u2'), paymentMethodId };
    const answer = await stand.call('POST', '/api/payments', theirs, { user: 'u2' });
    expect([answer.status, answer.body['code']]).to.deep.equal([404, 'PAYMENT_METHOD_NOT_FOUND']);
  });

  it('charges once for ten requests with one key, all answered the same in the end', async () => {
    const orderId = stand.order();
    const key = 'ten-times';
    const answers = await Promise.all(Array.from({ length: 10 }, () => pay(orderId, APPROVED, {}, { key })));
    for (const { status, body } of answers)
      if (status === 409) expect(body['code']).to.equal('IDEMPOTENCY_IN_PROGRESS');
      else expect([status, body['status']]).to.deep.equal([201, 'CAPTURED']);
    const again = await pay(orderId, APPROVED, {}, { key });
    expect([again.status, again.headers.get('idempotent-replayed')]).to.deep.equal([201, 'true']);
    const other = await pay(orderId, card('4111111111111111'), {}, { key });
    expect([other.status, other.body['code']]).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await stand.books(again.body['id'])).movements).to.have.length(2);
  });

  it('refuses a second payment of an order, whoever is faster', async () => {
    const orderId = stand.order();
    const statuses = (await Promise.all([pay(orderId), pay(orderId, card('5555555555554444'))])).map((a) => a.status);
    expect(statuses.sort()).to.deep.equal([201, 409]);
    const third = await pay(orderId);
    expect([third.status, third.body['code']]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
  });

  describe('when the saga has accepted a payment and its answer was lost', () => {
    it('answers 202 to a payer without a key whose own payment was accepted', async () => {
      stand.peers.onSignal = async ({ signalId }) => ({
        outcome: 'DUPLICATE',
        reached: false,
        acceptedSignalId: signalId,
      });
      const { status, body } = await pay(stand.order());
      expect([status, body['status']]).to.deep.equal([202, 'PENDING']);
      stand.peers.onSignal = async () => ({ outcome: 'DUPLICATE', reached: false, acceptedSignalId: 'another' });
      expect((await pay(stand.order())).status).to.equal(409);
    });

    it('answers 202 to the one of two tabs whose card is charged, and 409 to the other', async () => {
      const orderId = stand.order();
      const [first, second] = ['tab-1', 'tab-2'].map((key) => ({ key: `${key}-${orderId}` }));
      stand.peers.onSignal = async () => {
        throw new Error('The orchestrator has died after its journal had it.');
      };
      const promised = await pay(orderId, card('5555555555554444'), {}, first);
      expect([promised.status, promised.body['status']]).to.deep.equal([202, 'PENDING']);
      const taken = stand.peers.signals[0]!;
      stand.peers.onSignal = async ({ signalId }) => ({
        outcome: signalId === taken.signalId ? 'ACCEPTED' : 'DUPLICATE',
        reached: false,
        acceptedSignalId: taken.signalId,
      });
      const other = await pay(orderId, APPROVED, {}, second);
      expect([other.status, other.body['code']]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
      const still = await pay(orderId, card('5555555555554444'), {}, { key: `${first!.key}-again` });
      expect([still.status, still.body['code']], 'another key is another payment').to.deep.equal([
        409,
        'ORDER_NOT_PAYABLE',
      ]);
      await stand.saga(taken);
      const { body: charged } = await stand.call('GET', `/api/payments/${promised.body['id']}`);
      expect([charged['status'], charged['card'].last4]).to.deep.equal(['CAPTURED', '4444']);
      expect((await pay(orderId, APPROVED, {}, second)).status).to.equal(409);
    });

    it('ignores a payment that an older release stored for the second tab', async () => {
      const orderId = stand.order();
      const [first, second] = ['old-1', 'old-2'].map((key) => ({ key: `${key}-${orderId}` }));
      stand.peers.onSignal = async () => ({ outcome: 'DUPLICATE', reached: false });
      expect((await pay(orderId, APPROVED, {}, second)).status).to.equal(202);
      stand.peers.onSignal = (signal) => stand.saga(signal);
      const { status, body } = await pay(orderId, card('5555555555554444'), {}, first);
      expect([status, body['card'].last4]).to.deep.equal([201, '4444']);
    });
  });

  it('answers 202 with the pending payment while the saga is still running', async () => {
    stand.peers.onSignal = async () => ({ outcome: 'ACCEPTED', reached: false });
    const orderId = stand.order();
    const { status, body } = await pay(orderId);
    expect([status, body['status']]).to.deep.equal([202, 'PENDING']);
    expect((await stand.call('GET', `/api/payments/${body['id']}`)).body['status']).to.equal('PENDING');
    await stand.saga(stand.peers.signals[0]!);
    expect((await stand.call('GET', `/api/payments/${body['id']}`)).body['status']).to.equal('CAPTURED');
    // the time that the request itself took is subtracted
    expect(stand.peers.signals[0]!.waitMs).to.be.within(3_500, 5_000);
  });

  it('ends a pending payment of an order that was cancelled as FAILED', async () => {
    stand.peers.onSignal = async () => ({ outcome: 'ACCEPTED', reached: false });
    const orderId = stand.order();
    const { body } = await pay(orderId);
    await stand.app.reconcile();
    expect((await stand.call('GET', `/api/payments/${body['id']}`)).body['status']).to.equal('PENDING');
    stand.peers.orders.get(orderId)!.status = 'CANCELLED';
    await until('it is FAILED', async () => {
      await stand.app.reconcile();
      return (await stand.call('GET', `/api/payments/${body['id']}`)).body['status'] === 'FAILED';
    });
  });

  it('answers 409 when the order was cancelled instead of paid', async () => {
    stand.peers.onSignal = async () => ({ outcome: 'LATE', reached: true, saga: { failureReason: 'PAYMENT_TIMEOUT' } });
    const { status, body } = await pay(stand.order());
    expect([status, body['code']]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
    expect(body['detail']).to.include('PAYMENT_TIMEOUT');
  });

  describe('while the saga cannot be signalled', () => {
    const away = () => {
      stand.peers.onSignal = async () => {
        throw new Problem(503, 'SERVICE_UNAVAILABLE');
      };
    };
    const shown = async (id: string) => (await stand.call('GET', `/api/payments/${id}`)).body;
    const undelivered = async () => {
      const text = await (await fetch(`http://127.0.0.1:${stand.app.ports.http}/metrics`)).text();
      return Number(/^payments_awaiting_signal\{.*\} (\S+)$/m.exec(text)?.[1]);
    };
    const delivered = () => until('everything is delivered', async () => (await undelivered()) === 0);
    afterEach(delivered);

    it('accepts a payment, and charges it once as soon as possible', async () => {
      away();
      const orderId = stand.order();
      const { status, body, headers } = await pay(orderId);
      expect([status, body['status'], body['card'].last4]).to.deep.equal([202, 'PENDING', '4242']);
      expect(headers.get('location')).to.equal(`/api/payments/${body['id']}`);
      expect(await undelivered()).to.equal(1);
      stand.peers.onSignal = (signal) => stand.saga(signal);
      await until('it is captured', async () => (await shown(body['id']))['status'] === 'CAPTURED');
      expect((await stand.books(body['id'])).movements).to.have.length(2);
      expect(new Set(stand.peers.signals.map(({ signalId }) => signalId)).size).to.equal(1);
    });

    it('accepts a payment within 6 s, and charges it once, when the saga gets the signal and does not answer', async () => {
      stand.peers.onSignal = async (signal) => {
        void stand.saga(signal);
        return new Promise(() => undefined);
      };
      const began = Date.now();
      const { status, body } = await pay(stand.order());
      expect(Date.now() - began).to.be.below(6_000);
      expect(status).to.be.oneOf([201, 202]);
      stand.peers.onSignal = (signal) => stand.saga(signal);
      await until('it is captured', async () => (await shown(body['id']))['status'] === 'CAPTURED');
      expect((await stand.books(body['id'])).movements).to.have.length(2);
    });

    it('refuses a second card, and charges only the first', async () => {
      away();
      const orderId = stand.order();
      const first = await pay(orderId);
      const second = await pay(orderId, card('5555555555554444'));
      expect([first.status, second.status, second.body['code']]).to.deep.equal([202, 409, 'ORDER_NOT_PAYABLE']);
      stand.peers.onSignal = (signal) => stand.saga(signal);
      await until('it is captured', async () => (await shown(first.body['id']))['status'] === 'CAPTURED');
      expect((await shown(first.body['id']))['card'].last4).to.equal('4242');
    });

    it('creates one payment for one key, during the outage and after it', async () => {
      away();
      const orderId = stand.order();
      const key = 'again-later';
      const first = await pay(orderId, APPROVED, {}, { key });
      stand.peers.onSignal = (signal) => stand.saga(signal);
      await until('it is captured', async () => (await shown(first.body['id']))['status'] === 'CAPTURED');
      const again = await pay(orderId, APPROVED, {}, { key });
      expect([again.status, again.headers.get('idempotent-replayed'), again.body]).to.deep.equal([
        202,
        'true',
        first.body,
      ]);
    });

    it('waits for a saga that was not started yet', async () => {
      stand.peers.onSignal = async () => {
        throw notFound('SAGA_NOT_FOUND', 'There is none.');
      };
      const { status, body } = await pay(stand.order());
      expect([status, body['status']]).to.deep.equal([202, 'PENDING']);
      stand.peers.onSignal = (signal) => stand.saga(signal);
      await until('it is captured', async () => (await shown(body['id']))['status'] === 'CAPTURED');
    });

    it('ends a payment as FAILED when the order was cancelled before the signal', async () => {
      away();
      const orderId = stand.order();
      const { body } = await pay(orderId);
      stand.peers.orders.get(orderId)!.status = 'CANCELLED';
      stand.peers.onSignal = async () => ({
        outcome: 'LATE',
        reached: true,
        saga: { failureReason: 'PAYMENT_TIMEOUT' },
      });
      await until('it is FAILED', async () => (await shown(body['id']))['status'] === 'FAILED');
    });

    it('has another replica send the signal when the first one is gone', async () => {
      away();
      const { body } = await pay(stand.order());
      const leased = (until: Date) =>
        stand.database
          .collection<{ _id: string }>('payments')
          .updateOne({ _id: body['id'] }, { $set: { 'signalIntent.nextAttemptAt': until } });
      await leased(new Date(Date.now() + 3_600_000));
      stand.peers.onSignal = (signal) => stand.saga(signal);
      const { body: later } = await pay(stand.order());
      await until('a later one is captured', async () => (await shown(later['id']))['status'] === 'CAPTURED');
      expect((await shown(body['id']))['status']).to.equal('PENDING');
      await leased(new Date());
      await until('it is captured', async () => (await shown(body['id']))['status'] === 'CAPTURED');
    });
  });

  it('stores no payment when the order cannot be paid any more', async () => {
    stand.peers.onSignal = async () => ({ outcome: 'LATE', reached: true });
    const orderId = stand.order();
    expect((await pay(orderId)).status).to.equal(409);
    expect((await stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`)).status).to.equal(404);
  });

  it('answers 503 when the provider is down, and begins nothing', async () => {
    await stand.arm('provider', 'provider.tokenize.before', 'unavailable');
    const orderId = stand.order();
    const { status, body, headers } = await pay(orderId);
    expect([status, body['code']]).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect(headers.get('retry-after')).to.equal('1');
    expect(stand.peers.signals).to.deep.equal([]);
  });
});
