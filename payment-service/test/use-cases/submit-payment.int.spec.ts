import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { APPROVED, card } from '../support/stand.js';
import { withPayments } from '../support/with-payments.js';

describe('POST /api/payments', () => {
  const at = withPayments();

  it('charges an approved card once and answers the captured payment', async () => {
    const orderId = at.stand.order();
    const { status, body, headers } = await at.pay(orderId);
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
    expect(await at.stand.call('GET', `/api/payments/${body['id']}`)).to.deep.include({ status: 200, body });
  });

  for (const number of ['4111111111111111', '4242424242424242'])
    it(`approves ${number} although its expiry has passed`, async () => {
      expect((await at.pay(at.stand.order(), card(number, '12/20'))).body['status']).to.equal('CAPTURED');
    });

  const declines = {
    '4000000000000002': 'generic_decline',
    '4000000000009995': 'insufficient_funds',
    '4000000000000069': 'expired_card',
  };
  for (const [number, declineCode] of Object.entries(declines))
    it(`answers 402 ${declineCode} for ${number}, and lists the declined payment`, async () => {
      const user = `declined-${declineCode}`;
      const orderId = at.stand.order(2999, user);
      const { status, body } = await at.pay(orderId, card(number, '01/20'), {}, { user });
      expect(status).to.equal(402);
      expect(body).to.deep.include({ code: 'CARD_DECLINED', declineCode, paymentId: paymentIdOf(orderId) });
      const { items } = (await at.stand.call('GET', '/api/payments', undefined, { user })).body;
      expect(items).to.have.length(1);
      expect(items[0]).to.deep.include({ id: body['paymentId'], status: 'DECLINED', declineCode, history: [] });
    });

  for (const number of ['4000000000000119', '4000000000000341'])
    it(`charges ${number} once although the provider fails twice`, async () => {
      const { status, body } = await at.pay(at.stand.order(), card(number));
      expect([status, body['status']]).to.deep.equal([201, 'CAPTURED']);
      const { movements } = await at.stand.books(body['id']);
      expect(movements.map(({ type }: { type: string }) => type)).to.deep.equal(['authorized', 'captured']);
    });

  it('answers AUTHORIZED while the capture is still being retried', async () => {
    at.stand.peers.onSignal = async ({ sagaId: orderId, paymentSubmitted: p }) => {
      const { paymentMethodId, amountMinor, currency } = p!;
      await at.stand.commands.call('Authorize', { orderId, userId: 'u1', paymentMethodId, amountMinor, currency });
      return { outcome: 'ACCEPTED', reached: true };
    };
    const { status, body } = await at.pay(at.stand.order());
    expect([status, body['status']]).to.deep.equal([201, 'AUTHORIZED']);
  });

  it('accepts any other card by its check digit and expiry', async () => {
    expect((await at.pay(at.stand.order(), card('5555555555554444'))).body['card']).to.deep.equal({
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
      const { status, body } = await at.pay(at.stand.order(), details);
      expect([status, body['code'], body['errors']?.[0]?.path], what).to.deep.equal([422, 'VALIDATION_FAILED', path]);
      const { number, cvv } = details as typeof APPROVED;
      expect(body['errors'][0].message, what).not.to.include(String(number)).and.not.to.include(cvv);
    }
    expect(at.stand.peers.signals).to.have.length(1);
  });

  it('refuses what does not match the order, before any call of the provider', async () => {
    const theirs = at.stand.order(2999, 'u2');
    expect((await at.pay(theirs)).body['code']).to.equal('ORDER_NOT_FOUND');
    expect((await at.pay('no-such-order')).status).to.equal(404);
    const off = await at.pay(at.stand.order(5000));
    expect([off.status, off.body['code'], off.body['amount']]).to.deep.equal([422, 'AMOUNT_MISMATCH', 50]);
    const cancelled = at.stand.order();
    at.stand.peers.orders.get(cancelled)!.status = 'CANCELLED';
    expect((await at.pay(cancelled)).body['code']).to.equal('ORDER_NOT_PAYABLE');
    expect(at.stand.peers.signals).to.deep.equal([]);
  });

  it('refuses bodies that are neither a card nor a method', async () => {
    const orderId = at.stand.order();
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
      const answer = await at.stand.call('POST', '/api/payments', body);
      expect([answer.status, answer.body['code']], JSON.stringify(Object.keys(body))).to.deep.equal([
        422,
        'VALIDATION_FAILED',
      ]);
    }
  });

  it('pays with a stored method, with or without the amount', async () => {
    const paymentMethodId = await at.stand.method();
    const body = { orderId: at.stand.order(), paymentMethodId };
    expect((await at.stand.call('POST', '/api/payments', body)).body['status']).to.equal('CAPTURED');
    const wrong = { orderId: at.stand.order(), paymentMethodId, amount: 1 };
    expect((await at.stand.call('POST', '/api/payments', wrong)).body['code']).to.equal('AMOUNT_MISMATCH');
    const right = { orderId: at.stand.order(), paymentMethodId, amount: 29.99 };
    expect((await at.stand.call('POST', '/api/payments', right)).status).to.equal(201);
    const theirs = { orderId: at.stand.order(2999, 'u2'), paymentMethodId };
    const answer = await at.stand.call('POST', '/api/payments', theirs, { user: 'u2' });
    expect([answer.status, answer.body['code']]).to.deep.equal([404, 'PAYMENT_METHOD_NOT_FOUND']);
  });

  it('charges once for ten requests with one key, all answered the same in the end', async () => {
    const orderId = at.stand.order();
    const key = 'ten-times';
    const answers = await Promise.all(Array.from({ length: 10 }, () => at.pay(orderId, APPROVED, {}, { key })));
    for (const { status, body } of answers)
      if (status === 409) expect(body['code']).to.equal('IDEMPOTENCY_IN_PROGRESS');
      else expect([status, body['status']]).to.deep.equal([201, 'CAPTURED']);
    const again = await at.pay(orderId, APPROVED, {}, { key });
    expect([again.status, again.headers.get('idempotent-replayed')]).to.deep.equal([201, 'true']);
    const other = await at.pay(orderId, card('4111111111111111'), {}, { key });
    expect([other.status, other.body['code']]).to.deep.equal([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await at.stand.books(again.body['id'])).movements).to.have.length(2);
  });

  it('refuses a second payment of an order, whoever is faster', async () => {
    const orderId = at.stand.order();
    const statuses = (await Promise.all([at.pay(orderId), at.pay(orderId, card('5555555555554444'))])).map(
      (a) => a.status,
    );
    expect(statuses.sort()).to.deep.equal([201, 409]);
    const third = await at.pay(orderId);
    expect([third.status, third.body['code']]).to.deep.equal([409, 'ORDER_NOT_PAYABLE']);
  });

  it('answers 503 when the provider is down, and begins nothing', async () => {
    await at.stand.arm('provider', 'provider.tokenize.before', 'unavailable');
    const orderId = at.stand.order();
    const { status, body, headers } = await at.pay(orderId);
    expect([status, body['code']]).to.deep.equal([503, 'SERVICE_UNAVAILABLE']);
    expect(headers.get('retry-after')).to.equal('1');
    expect(at.stand.peers.signals).to.deep.equal([]);
  });
});
