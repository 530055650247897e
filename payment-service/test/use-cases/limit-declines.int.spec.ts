import { expect } from 'chai';
import type { Attempts } from '../../dist/domain/attempts.js';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { APPROVED, card, startStand, thrown, type Stand } from '../support/stand.js';
import type { Answer } from '../support/request.js';

const DECLINED = card('4000000000000002');

describe('the limit of declines', () => {
  let stand: Stand;
  afterEach(() => stand.stop());

  const pay = (orderId: string, cardDetails = DECLINED) =>
    stand.call('POST', '/api/payments', { orderId, amount: 29.99, paymentMethod: 'credit_card', cardDetails });
  const summaryOf = ({ status, body }: Answer) => `${status} ${body['code'] ?? body['status']}`;
  const times = async <T>(many: number, work: () => Promise<T>): Promise<T[]> => {
    const all: T[] = [];
    for (let i = 0; i < many; i++) all.push(await work());
    return all;
  };
  const authorize = (orderId: string, paymentMethodId: string, userId = 'u1') =>
    stand.commands.call('Authorize', { orderId, userId, paymentMethodId, amountMinor: 2999, currency: 'USD' });
  const atProvider = async (orders: readonly string[]) =>
    (await Promise.all(orders.map((id) => stand.books(paymentIdOf(id))))).filter(Boolean).length;

  it('refuses the eleventh card of one customer with Retry-After, and leaves the order payable', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    const methods = [await stand.method(APPROVED), await stand.method(APPROVED, 'u2')];
    const answers = await times(10, () => pay(stand.order()));
    expect(answers.map(summaryOf)).to.deep.equal(Array<string>(10).fill('402 CARD_DECLINED'));
    const orderId = stand.order();
    const refused = await pay(orderId, APPROVED);
    expect(summaryOf(refused)).to.equal('429 TOO_MANY_DECLINES');
    expect(Number(refused.headers.get('retry-after'))).to.be.within(3_500, 3_600);
    expect([await atProvider([orderId]), stand.peers.orders.get(orderId)!.status]).to.deep.equal([
      0,
      'AWAITING_PAYMENT',
    ]);
    const stored = await stand.call('POST', '/api/payments', { orderId, paymentMethodId: methods[0] });
    expect(summaryOf(stored)).to.equal('429 TOO_MANY_DECLINES');
    const added = { paymentMethod: 'credit_card', cardDetails: APPROVED };
    expect(summaryOf(await stand.call('POST', '/api/payment-methods', added))).to.equal('429 TOO_MANY_DECLINES');
    const other = await stand.call(
      'POST',
      '/api/payments',
      { orderId: stand.order(2999, 'u2'), paymentMethodId: methods[1] },
      { user: 'u2' },
    );
    expect(summaryOf(other)).to.equal('201 CAPTURED');
    const attempts = stand.database.collection<{ attempts: { at: Date }[] }>('payment_attempts');
    const anHourAgo = new Date(Date.now() - 3_600_000);
    for (const { _id, attempts: made } of await attempts.find().toArray()) {
      await attempts.updateOne({ _id }, { $set: { attempts: made.map((each) => ({ ...each, at: anHourAgo })) } });
    }
    expect(summaryOf(await pay(orderId, APPROVED))).to.equal('201 CAPTURED');
  });

  it('passes no more than ten of thirty simultaneous payments to the provider', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    const orders = Array.from({ length: 30 }, () => stand.order());
    const answers = await Promise.all(orders.map((id) => pay(id)));
    expect(await atProvider(orders)).to.be.within(1, 10);
    // one that has waited two seconds for the others is refused for now, and one whose saga is slow stays pending
    const others = answers.map(summaryOf).filter((each) => each !== '402 CARD_DECLINED');
    const slow = ['429 TOO_MANY_DECLINES', '503 SERVICE_UNAVAILABLE', '504 TIMED_OUT', '202 PENDING'];
    for (const each of others) expect(each).to.be.oneOf(slow);
    const stored = await stand.database.collection<Attempts>('payment_attempts').find().toArray();
    const [{ attempts, expiresAt }] = stored as unknown as [Attempts];
    expect(attempts.length).to.be.at.most(10);
    expect(expiresAt).to.be.a('date');
  });

  it('declines an order that is paid at once without a call of the provider, however often that is repeated', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    const good = await stand.method(APPROVED);
    const bad = await stand.method(DECLINED);
    const orders = Array.from({ length: 12 }, () => stand.order());
    // as a saga does: a call in doubt is repeated
    const declined = async (id: string) => {
      for (let tries = 0; !(await thrown(authorize(id, bad))).definite && tries < 20;) tries++;
    };
    await Promise.all(orders.map(declined));
    expect(await atProvider(orders)).to.equal(10);
    const orderId = stand.order();
    for (const { code, extra } of await times(2, () => thrown(authorize(orderId, good))))
      expect([code, extra]).to.deep.equal(['PAYMENT_DECLINED', { declineCode: 'too_many_declines' }]);
    expect(await atProvider([orderId])).to.equal(0);
    const { body } = await stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`);
    expect([body['status'], body['history']]).to.deep.equal(['FAILED', []]);
    await stand.commands.call('Void', { orderId });
  });

  it('permits the retry of a call whose answer was lost, whatever was declined meanwhile', async () => {
    stand = await startStand({ RATE_LIMIT: 'on', WEBHOOK_URL: 'http://127.0.0.1:9' });
    const [good, bad] = [await stand.method(APPROVED), await stand.method(DECLINED)];
    const orderId = stand.order();
    await stand.arm('provider', 'provider.authorize.after', 'drop-reply');
    await thrown(authorize(orderId, good));
    await times(9, () => thrown(authorize(stand.order(), bad)));
    await authorize(orderId, good);
    await times(2, () => thrown(authorize(stand.order(), bad)));
    await stand.commands.call('Capture', { orderId });
  });

  it('counts only declines: any number of good payments is accepted, one after the other and at once', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    const methods = await Promise.all(Array.from({ length: 15 }, () => stand.method(APPROVED)));
    const good = () => stand.call('POST', '/api/payments', { orderId: stand.order(), paymentMethodId: methods[0] });
    const answers = [...(await Promise.all(Array.from({ length: 15 }, good))), ...(await times(12, good))];
    expect(new Set(answers.map(summaryOf))).to.deep.equal(new Set(['201 CAPTURED']));
  });

  it('does not count cards when the provider fails, and every answer names the cause', async () => {
    stand = await startStand({ RATE_LIMIT: 'on' });
    await stand.arm('provider', 'provider.tokenize.before', 'unavailable', { times: 1_000 });
    const added = { paymentMethod: 'credit_card', cardDetails: APPROVED };
    const add = () => stand.call('POST', '/api/payment-methods', added);
    for (const { status, body } of [
      ...(await times(7, add)),
      ...(await times(7, () => pay(stand.order(), APPROVED))),
    ]) {
      expect(status).to.equal(503);
      expect(body['detail']).to.match(/^The payment provider answered 503|has been failing and is left alone/);
    }
    await stand.disarm();
  });

  it('is switched off by RATE_LIMIT=off', async () => {
    stand = await startStand();
    const answers = await Promise.all(Array.from({ length: 30 }, () => pay(stand.order())));
    expect(new Set(answers.map(summaryOf))).to.deep.equal(new Set(['402 CARD_DECLINED']));
  });
});
