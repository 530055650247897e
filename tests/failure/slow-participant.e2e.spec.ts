import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { armingOf, type Arming } from '../support/arming.js';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

/** The most concurrent calls of the participant payments; one is reserved for compensations. */
const CALLS = 3;
const ANNS = 30;
const BOBS = 8;
const DEADLINE_MS = 60_000;
const items = [{ productId: 'product-1', quantity: 1 }];

describe('a payment provider that takes 3.5 s for each call, and one customer with many orders', function () {
  this.timeout(180_000);
  let shop: Shop;
  let ann: Person;
  let bob: Person;
  let admin: Person;
  let faults: Arming;
  let cards: Map<Person, string>;
  let anns: string[];
  let mostCalls = 0;

  /** The orchestrator's metrics of payments: sagas that wait for a call, and calls in progress. */
  const payments = async (): Promise<{ waiting: number; calls: number }> => {
    const text = await (await fetch(`${shop.stack.urls['saga-orchestrator']}/metrics`)).text();
    const of = (name: string) =>
      Number(new RegExp(`saga_participant_${name}\\{participant="payments"[^}]*\\} (\\d+)`).exec(text)?.[1] ?? 0);
    const now = { waiting: of('waiting'), calls: of('calls') };
    mostCalls = Math.max(mostCalls, now.calls);
    return now;
  };
  /** The number of Ann's confirmed orders. */
  const confirmed = async () =>
    (await ann.call('GET', '/api/orders?status=CONFIRMED&limit=100')).body['items'].length as number;
  const place = async (who: Person, paid = false): Promise<string> => {
    const order = { items, shippingAddress: ADDRESS, ...(paid ? { paymentMethodId: cards.get(who) } : {}) };
    const { status, body } = await who.call('POST', '/api/orders', order);
    expect(status, JSON.stringify(body)).to.be.oneOf([201, 202]);
    return body['id'] as string;
  };
  const cancelled = async (id: string) => {
    expect((await bob.call('POST', `/api/orders/${id}/cancel`)).status).to.equal(202);
    await shop.awaitOutcome(bob, id, 'CANCELLED', DEADLINE_MS);
  };

  before(async () => {
    shop = await startShop({
      env: { FAULT_INJECTION: 'on', CONCURRENCY: '8', PARTICIPANT_CALLS: `payments=${CALLS}` },
    });
    [ann, bob, admin] = await Promise.all([shop.register(), shop.register(), shop.admin()]);
    faults = armingOf(shop, admin);
    const paymentMethod = { paymentMethod: 'credit_card', cardDetails: CARD };
    cards = new Map();
    for (const who of [ann, bob])
      cards.set(who, (await who.call('POST', '/api/payment-methods', paymentMethod)).body['id'] as string);
    const slow = { do: 'delay', delayMs: 3_500, times: 1_000_000 };
    await faults.arm('payment-provider', { at: 'provider.authorize.before', ...slow });
  });
  after(() => shop?.stop());

  it('uses only its share of the workers: orders that do not need it are placed and cancelled meanwhile', async () => {
    const begun = await place(bob, true);
    await until('its authorisation is in progress', async () => (await payments()).calls > 0);
    anns = await Promise.all(Array.from({ length: ANNS }, () => place(ann, true)));
    await until('they wait for a call', async () => (await payments()).waiting > ANNS / 2, DEADLINE_MS);
    const before = await confirmed();
    for (let n = 0; n < BOBS; n += 1) await cancelled(await place(bob));
    // if Bob's orders had waited for a worker, at least one of Ann's would have been confirmed for each
    expect((await confirmed()) - before).to.be.below(BOBS);
    // this one needs a compensation at the slow participant
    await cancelled(begun);
    expect((await payments()).waiting).to.be.above(0);
  });

  it('gives the next free call to a customer who has none, not to the one with the most orders', async () => {
    const before = await confirmed();
    expect((await payments()).waiting).to.be.above(ANNS / 3);
    const id = await place(bob, true);
    await shop.awaitOutcome(bob, id, 'CONFIRMED', DEADLINE_MS);
    // two of Ann's were in progress, one may have been ahead of Bob's, and two start with his
    expect((await confirmed()) - before).to.be.below(ANNS / 3);
    expect((await payments()).waiting).to.be.above(0);
    // a slow call is not a failed attempt
    const { steps } = (await admin.call('GET', `/api/sagas/${id}`)).body as {
      steps: { name: string; attempts: number }[];
    };
    expect(steps.find(({ name }) => name === STEPS.authorize)).to.include({ attempts: 1 });
  });

  it('never gets more concurrent calls than configured, and every order completes', async () => {
    await faults.disarm('payment-provider');
    for (const id of anns) await shop.awaitOutcome(ann, id, 'CONFIRMED', DEADLINE_MS);
    expect(mostCalls).to.be.within(1, CALLS);
    await auditIsClean(admin, DEADLINE_MS);
  });
});
