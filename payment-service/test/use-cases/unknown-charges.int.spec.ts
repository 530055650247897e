import type { JsonObject } from '@shop/testkit/json';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { MOST_OPEN } from '../../dist/domain/unknown-charge.js';
import { startStand, type Stand } from '../support/stand.js';
import { startStripeStandIn, type StripeStandIn } from '../support/stripe-stand-in.js';

const ADMIN = { user: 'admin', role: 'admin' } as const;

describe('charges that only their provider knows', () => {
  let stripe: StripeStandIn;
  let stand: Stand;
  before(async () => {
    stripe = await startStripeStandIn();
    const env = { STRIPE_SECRET_KEY: 'sk_test_of_the_stand_in', STRIPE_API_BASE: stripe.url };
    stand = await startStand({ ...env, PAYMENT_RULES: 'mastercard=stripe' });
  });
  after(async () => {
    await stand.stop();
    await stripe.close();
  });

  const payments = () => stand.database.collection<{ _id: string } & JsonObject>('payments');
  const charges = () => stand.database.collection<{ _id: string } & JsonObject>('unknown_charges');
  const authorize = async (orderId = stand.order()) => {
    const paymentMethodId = await stand.method();
    const payment = { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' };
    await stand.commands.call('Authorize', payment);
    return orderId;
  };
  const capture = async (orderId: string) => {
    await stand.commands.call('Capture', { orderId });
    return orderId;
  };
  const refund = (orderId: string, body = {}) =>
    stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/refund`, body, ADMIN);
  const backUp = () => payments().find().toArray();
  const restore = async (copy: Awaited<ReturnType<typeof backUp>>) => {
    await payments().deleteMany({});
    if (copy.length > 0) await payments().insertMany(copy);
  };
  const listed = async (query = 'state=OPEN') => {
    const { status, body } = await stand.call('GET', `/api/unknown-charges?limit=100&${query}`, undefined, ADMIN);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body['items'] as JsonObject[];
  };
  const of = async (orderId: string) => (await listed(`orderId=${orderId}`))[0];
  const metric = async (name: string) => {
    const text = await (await fetch(`http://127.0.0.1:${stand.app.ports.http}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{[^}]*\\} (.*)$`, 'm').exec(text)?.[1]);
  };

  it('are listed after the database was restored to an earlier moment, with their refunds', async () => {
    const [held, whole] = [await authorize(), await capture(await authorize())];
    const copy = await backUp();
    await capture(held);
    await refund(whole, { amount: 9.99 });
    const [kept, set, given] = [await capture(await authorize()), await authorize(), await capture(await authorize())];
    await refund(given);
    await restore(copy);
    expect(await stand.app.findCharges()).to.equal(3);
    const found = await listed();
    const shown = (orderId: string) => {
      const charge = found.find(({ paymentId }) => paymentId === paymentIdOf(orderId))!;
      return [charge['amount'], charge['captured'], charge['refundedAmount']];
    };
    expect(found).to.have.length(3);
    expect(shown(kept)).to.deep.equal([29.99, true, 0]);
    expect(shown(set)).to.deep.equal([29.99, false, 0]);
    expect(shown(given)).to.deep.equal([0, true, 29.99]);
    expect(found[0]).to.include({ provider: 'simulated', currency: 'USD', state: 'OPEN' });
    expect(await of(kept)).to.include({ paymentId: paymentIdOf(kept) });
    expect(await metric('payments_unknown_charges')).to.equal(3);
    expect((await stand.call('GET', '/api/payments/at-risk', undefined, ADMIN)).body['unknownCharges']).to.equal(3);
    // payments that the copy contains are completed from the books
    const after = (orderId: string) => payments().findOne({ _id: paymentIdOf(orderId) });
    expect(await after(held)).to.include({ status: 'CAPTURED' });
    expect(await after(whole)).to.include({ status: 'PARTIALLY_REFUNDED' });
  });

  it('are paged, and shown to administrators only', async () => {
    const pages: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await stand.call(
        'GET',
        `/api/unknown-charges?limit=2${cursor && `&cursor=${cursor}`}`,
        undefined,
        ADMIN,
      );
      pages.push(...body['items'].map(({ id }: { id: string }) => id));
      cursor = body['nextCursor'];
    }
    expect(new Set(pages).size).to.equal(3);
    expect((await stand.call('GET', '/api/unknown-charges')).status).to.equal(403);
    expect((await stand.call('POST', '/api/unknown-charges/search')).status).to.equal(403);
    expect((await stand.call('GET', '/api/unknown-charges?state=NOTHING', undefined, ADMIN)).status).to.equal(422);
  });

  it('are listed once however often they are found, and gone when their payment exists again', async () => {
    const copy = await backUp();
    const orderId = await capture(await authorize());
    const { _id, ...lost } = (await payments().findOne({ _id: paymentIdOf(orderId) }))!;
    await restore(copy);
    for (let i = 0; i < 2; i++) await Promise.all([stand.app.findCharges(), stand.app.findCharges()]);
    const first = await of(orderId);
    expect(first).to.include({ state: 'OPEN' });
    await payments().insertOne({ _id, ...lost });
    await stand.app.findCharges();
    expect(await of(orderId)).to.deep.equal({ ...first, state: 'GONE' });
    await restore(copy);
    await stand.app.findCharges();
    expect(await of(orderId)).to.deep.equal(first);
  });

  it('include charges of payments that were restored to a moment before the call of their provider', async () => {
    const orderId = await authorize();
    const set = {
      status: 'PENDING',
      calls: {},
      ledger: [],
      providerRef: null,
      nextCheckAt: new Date(Date.now() + 3_600_000),
    };
    await payments().updateOne({ _id: paymentIdOf(orderId) }, { $set: set });
    await stand.app.findCharges();
    expect(await of(orderId)).to.include({ state: 'OPEN', amount: 29.99 });
  });

  it('are found even if a payment contradicts its charge, and another provider is down', async () => {
    const [bad, good] = [await capture(await authorize()), await capture(await authorize())];
    // declined in the ledger, captured at the provider
    await payments().updateOne({ _id: paymentIdOf(bad) }, { $set: { status: 'DECLINED', ledger: [] } });
    await payments().deleteOne({ _id: paymentIdOf(good) });
    stripe.refuseAll = true;
    await stand.app.findCharges();
    stripe.refuseAll = false;
    expect(await of(good)).to.include({ state: 'OPEN' });
    const said = stand.log.filter((line) => line.includes('cannot be corrected') && line.includes(paymentIdOf(bad)));
    expect(said).to.have.length(1);
  });

  it('are at most a thousand open ones, and the log reports that there are more', async () => {
    const { _id, ...charge } = (await charges().findOne({ state: 'OPEN' }))!;
    await charges().insertMany(
      Array.from({ length: MOST_OPEN }, (_, n) => ({ ...charge, _id: `more-${n}`, provider: 'another' })),
    );
    const orderId = await capture(await authorize());
    await payments().deleteOne({ _id: paymentIdOf(orderId) });
    await stand.app.findCharges();
    expect(await of(orderId)).to.equal(undefined);
    expect(stand.log.some((line) => line.includes('more charges without a payment'))).to.equal(true);
    await charges().deleteMany({ provider: 'another' });
    await stand.app.findCharges();
    expect(await of(orderId)).to.include({ state: 'OPEN' });
  });
});
