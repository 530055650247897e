import { readFile } from 'node:fs/promises';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { days } from '@shop/common/time';
import type { JsonObject } from '@shop/testkit/json';
import { freePort } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { SECRET } from '../support/peers.js';
import { run, type RunningProcess } from '../support/process.js';
import { card, startStand, thrown, type Stand } from '../support/stand.js';
import { startStripeStandIn, type StripeStandIn } from '../support/stripe-stand-in.js';

const WITHIN = 60_000;

describe('a removed card', () => {
  let stripe: StripeStandIn;
  let stand: Stand;
  let env: Record<string, string>;
  const running: RunningProcess[] = [];
  before(async () => {
    stripe = await startStripeStandIn();
    env = { STRIPE_SECRET_KEY: 'sk_test_of_the_stand_in', STRIPE_API_BASE: stripe.url };
    stand = await startStand({ ...env, PAYMENT_RULES: 'visa=stripe' });
  });
  after(async () => {
    await Promise.all(running.map((each) => each.kill()));
    await stand.stop();
    await stripe.close();
  });

  const methods = () => stand.database.collection<{ _id: string; token: string } & JsonObject>('payment_methods');
  const removed = async (id: string) => (await methods().findOne({ _id: id }))?.['detachIntent'];
  const isGone = (id: string) =>
    until('the card is forgotten', async () => !(await methods().findOne({ _id: id })), WITHIN);
  const change = (id: string, set: Record<string, unknown>) => methods().updateOne({ _id: id }, { $set: set });
  /** Makes the detachment due, as after a minute. */
  const becomesDue = (id: string) => change(id, { 'detachIntent.nextAttemptAt': new Date(0) });
  const remove = async (id: string) =>
    expect((await stand.call('DELETE', `/api/payment-methods/${id}`)).status).to.equal(204);
  const atStripe = async (id: string) => {
    const { token } = (await methods().findOne({ _id: id }))!;
    return stripe.methods.get(token.split(':')[1]!)!;
  };
  const authorize = (orderId: string, paymentMethodId: string) =>
    stand.commands.call('Authorize', { orderId, userId: 'u1', paymentMethodId, amountMinor: 2999, currency: 'USD' });
  const detachedAtSimulator = async (token: string) =>
    (await readFile(stand.dataFile, 'utf8'))
      .split('\n')
      .filter((line) => line.includes('"detached"') && line.includes(token));

  it('is unusable at once, and after a minute detached at its provider and deleted here', async () => {
    const id = await stand.method(card('4242424242424242'));
    const there = await atStripe(id);
    await remove(id);
    expect((await stand.call('DELETE', `/api/payment-methods/${id}`)).status).to.equal(404);
    const { body } = await stand.call('GET', '/api/payment-methods');
    expect(body['items'].map((each: { id: string }) => each.id)).not.to.include(id);
    const pay = { orderId: stand.order(), paymentMethodId: id };
    expect((await stand.call('POST', '/api/payments', pay)).body['code']).to.equal('PAYMENT_METHOD_NOT_FOUND');
    expect((await thrown(authorize(stand.order(), id))).code).to.equal('PAYMENT_METHOD_NOT_FOUND');
    const { at, nextAttemptAt } = await removed(id);
    expect(nextAttemptAt - at).to.be.within(59_000, 61_000);
    expect(there.customer).to.be.a('string');
    await becomesDue(id);
    await isGone(id);
    expect(there.customer).to.equal(null);
  });

  it('is detached at the provider that has it', async () => {
    const id = await stand.method(card('5555555555554444'));
    const { token } = (await methods().findOne({ _id: id }))!;
    await remove(id);
    await becomesDue(id);
    await isGone(id);
    expect(await detachedAtSimulator(token)).to.have.length(1);
  });

  it('stays at its provider while a payment with it may be authorised or captured', async () => {
    const id = await stand.method(card('4242424242424242'));
    const there = await atStripe(id);
    const orderId = stand.order();
    await authorize(orderId, id);
    await remove(id);
    const looked = async () => {
      await becomesDue(id);
      await until(
        'it is postponed',
        async () => (await removed(id)).nextAttemptAt > new Date(Date.now() + 30_000),
        WITHIN,
      );
      expect(there.customer).to.be.a('string');
    };
    await looked();
    await stand.commands.call('Void', { orderId });
    // a submitted payment that its saga has not authorised yet: its copy of the card has the token
    const { token, brand, last4, expiry } = (await methods().findOne({ _id: id }))!;
    const copy = {
      _id: `copy-of-${id}`,
      userId: 'u1',
      provider: 'stripe',
      token,
      brand,
      last4,
      expiry,
      singleUse: true,
    };
    await methods().insertOne({ ...copy, createdAt: new Date() });
    const payments = stand.database.collection<{ _id: string } & Record<string, unknown>>('payments');
    const other = { userId: 'u1', orderId: 'o', methodId: copy._id, status: 'PENDING', tombstone: false, calls: {} };
    await payments.insertOne({ _id: 'unsent', ...other });
    await looked();
    await payments.deleteOne({ _id: 'unsent' });
    await becomesDue(id);
    await isGone(id);
    expect(there.customer).to.equal(null);
  });

  it('is retried while its provider is down', async () => {
    const id = await stand.method(card('4242424242424242'));
    const there = await atStripe(id);
    stripe.refuseAll = true;
    await remove(id);
    await becomesDue(id);
    await until('it was tried twice', async () => (await removed(id)).attempts >= 2, WITHIN);
    expect(there.customer).to.be.a('string');
    stripe.refuseAll = false;
    await isGone(id);
    expect(there.customer).to.equal(null);
  });

  it('is deleted with an error in the log when its provider has refused for a week', async () => {
    const id = await stand.method(card('4242424242424242'));
    const given = () => stand.log.filter((line) => line.includes('given up') && line.includes(id));
    stripe.keepCards = true;
    await remove(id);
    await becomesDue(id);
    await until('it was tried twice', async () => (await removed(id)).attempts >= 2, WITHIN);
    expect(given()).to.have.length(0);
    const { token } = (await methods().findOne({ _id: id }))!;
    await change(id, { 'detachIntent.at': new Date(Date.now() - days(7)) });
    await becomesDue(id);
    await isGone(id);
    stripe.keepCards = false;
    await until('it is logged', () => given().length === 1, WITHIN);
    expect(JSON.parse(given()[0]!)).to.include({ level: 'error' });
    expect(stand.log.join('')).not.to.include(token.split(':')[1]);
  });

  for (const side of ['before', 'after'] as const)
    it(`is detached once even when its process is killed ${side} the call to the provider`, async () => {
      const id = await stand.method(card('5555555555554444'));
      const { token } = (await methods().findOne({ _id: id }))!;
      await remove(id);
      await stand.app.close();
      const started = async () => {
        const [PORT, GRPC_PORT] = [String(await freePort()), String(await freePort())];
        const each = await run('payment-service', { ...stand.environments.app, PORT, GRPC_PORT });
        running.push(each);
        return { ...each, port: PORT };
      };
      const first = await started();
      const admin = new InternalTokens('gateway', SECRET).issue('payment-service', { sub: 'a', role: 'admin' });
      const armed = await fetch(`http://127.0.0.1:${first.port}/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [INTERNAL_HEADER]: admin },
        body: JSON.stringify({ at: `payment.provider-detach.${side}`, do: 'crash' }),
      });
      expect(armed.status).to.equal(201);
      await becomesDue(id);
      await first.ended();
      expect(await removed(id)).to.include({ attempts: 1 });
      expect(await detachedAtSimulator(token)).to.have.length(side === 'before' ? 0 : 1);
      const second = await started();
      await isGone(id);
      expect(await detachedAtSimulator(token)).to.have.length(1);
      await second.kill();
      await stand.restartApp({});
    });
});
