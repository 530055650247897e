import { expect } from 'chai';
import { card, startStand, type Stand } from '../support/stand.js';

describe('/api/payment-methods', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  const add = (cardDetails: unknown, as = {}) =>
    stand.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails }, as);
  const list = (user: string, query = '') => stand.call('GET', `/api/payment-methods${query}`, undefined, { user });

  it('stores a card as a token and shows only brand, last digits and expiry', async () => {
    const { status, body } = await add(card('5555555555554444', '11/39'));
    expect(status).to.equal(201);
    expect(body).to.have.all.keys('id', 'brand', 'last4', 'expiry');
    expect(body).to.deep.include({ brand: 'mastercard', last4: '4444', expiry: '11/39' });
  });

  it('lists the user’s own cards, newest first, page by page', async () => {
    const ids = [];
    for (let i = 0; i < 3; i++) ids.unshift(await stand.method(undefined, 'lister'));
    await stand.method(undefined, 'somebody-else');
    const first = (await list('lister', '?limit=2')).body;
    const second = (await list('lister', `?limit=2&cursor=${first['nextCursor']}`)).body;
    expect([...first['items'], ...second['items']].map(({ id }) => id)).to.deep.equal(ids);
    expect(second['nextCursor']).to.equal(null);
    for (const query of ['?limit=0', '?limit=101', '?cursor=nonsense', '?x=1'])
      expect((await list('lister', query)).status, query).to.equal(422);
  });

  it('does not list a card that was typed in for one payment', async () => {
    const orderId = stand.order(2999, 'once');
    const body = { orderId, amount: 29.99, paymentMethod: 'credit_card', cardDetails: card('4111111111111111') };
    expect((await stand.call('POST', '/api/payments', body, { user: 'once' })).status).to.equal(201);
    expect((await list('once')).body['items']).to.deep.equal([]);
  });

  it('pays with a copy of a stored card, which outlives it', async () => {
    const user = 'copied';
    const stored = await stand.method(undefined, user);
    const orderId = stand.order(2999, user);
    const body = { orderId, paymentMethodId: stored };
    expect((await stand.call('POST', '/api/payments', body, { user })).status).to.equal(201);
    const { methodId } = (await stand.database.collection('payments').findOne({ orderId }))!;
    expect(methodId).to.not.equal(stored);
    const methods = stand.database.collection<{ _id: string }>('payment_methods');
    const [copy, original] = await Promise.all([methods.findOne({ _id: methodId }), methods.findOne({ _id: stored })]);
    const { token, provider, brand, last4, expiry } = original as Record<string, unknown>;
    expect(copy).to.deep.include({ userId: user, token, provider, brand, last4, expiry, singleUse: true });
    expect((await list(user)).body['items'].map(({ id }: { id: string }) => id)).to.deep.equal([stored]);
    await stand.call('DELETE', `/api/payment-methods/${stored}`, undefined, { user });
    expect(await methods.findOne({ _id: methodId })).to.not.equal(null);
  });

  it('deletes a card once, and only for its owner', async () => {
    const id = await stand.method(undefined, 'owner');
    const remove = (user: string) => stand.call('DELETE', `/api/payment-methods/${id}`, undefined, { user });
    expect((await remove('thief')).body['code']).to.equal('PAYMENT_METHOD_NOT_FOUND');
    expect((await remove('owner')).status).to.equal(204);
    expect((await remove('owner')).status).to.equal(404);
  });

  it('answers 204 again when the gateway retries a deletion whose answer was lost', async () => {
    const id = await stand.method(undefined, 'again');
    const remove = (gatewayCall: string) =>
      stand.call('DELETE', `/api/payment-methods/${id}`, undefined, { user: 'again', gatewayCall });
    expect((await remove('call-1 1')).status).to.equal(204);
    expect((await remove('call-1 2')).status).to.equal(204);
    expect((await remove('call-2 1')).status).to.equal(404);
  });

  it('stores one card for a call without a key that the gateway retries', async () => {
    const attempt = (n: number) => add(card('4111111111111111'), { user: 'keyless', gatewayCall: `call-1 ${n}` });
    const { body } = await attempt(1);
    expect((await attempt(2)).body).to.deep.equal(body);
    expect((await list('keyless')).body['items']).to.deep.equal([body]);
  });

  it('stores one card for one key, even when the first answer was lost', async () => {
    await stand.arm('provider', 'provider.tokenize.after', 'drop-reply');
    const as = { key: 'm1', user: 'keyed' };
    expect((await add(card('4111111111111111'), as)).status).to.equal(503);
    const { body } = await add(card('4111111111111111'), as);
    expect((await add(card('4111111111111111'), as)).body).to.deep.equal(body);
    expect((await list('keyed')).body['items']).to.deep.equal([body]);
  });

  it('refuses bad cards without repeating them', async () => {
    for (const bad of [
      card('4242424242424241'),
      card('5555555555554444', '01/20'),
      card('424242'),
      { number: 1 },
      null,
    ]) {
      const { status, body } = await add(bad);
      expect([status, body['code']]).to.deep.equal([422, 'VALIDATION_FAILED']);
      // a random id may contain any three digits
      expect(JSON.stringify({ ...body, traceId: '' })).not.to.match(/4242424242424241|5555555555554444|987/);
    }
  });

  it('refuses callers without a token', async () => {
    const url = `http://127.0.0.1:${stand.app.ports.http}/api/payment-methods`;
    expect((await fetch(url)).status).to.equal(401);
    const ready = await fetch(`http://127.0.0.1:${stand.app.ports.http}/health/ready`);
    expect(await ready.json()).to.deep.equal({ status: 'ok', checks: { mongo: 'ok', redis: 'ok', grpc: 'ok' } });
  });
});
