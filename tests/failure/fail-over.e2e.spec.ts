import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { startReplicaSet, type FailOver, type ReplicaSet, type Writing } from '@shop/testkit/replica-set/replica-set';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Reply, type Shop } from '../support/shop.js';

/** The limit after the election, milliseconds: about a second, plus the delay of a busy machine. */
const SOON_MS = 5_000;
const ELECTION_MS = 1_000;

const kinds: Record<string, Omit<FailOver, 'electionMs'>> = {
  'dies and loses its last writes': { rollBack: true },
  'steps down': { rollBack: false, waiting: 'PrimarySteppedDown' },
  'steps down in the middle of writes': { rollBack: true, waiting: 'InterruptedDueToReplStateChange' },
};

/** The write of an order at which the primary changes; undefined: just before the order is placed. */
const moments: Record<string, ((writing: Writing) => boolean) | undefined> = {
  'before the order arrives': undefined,
  'while its stock is being held': ({ collection, text }) => collection === 'products' && text.includes('holds'),
  'while its card is being charged': ({ collection, text }) => collection === 'payments' && text.includes('captured'),
  'while its saga is being written': ({ collection }) => collection === 'sagas',
};

describe('an order that is placed while the primary of the store changes', function () {
  this.timeout(180_000);
  let set: ReplicaSet;
  let shop: Shop;
  let customer: Person;
  let method: string;

  before(async () => {
    set = await startReplicaSet({ lagMs: 10 });
    shop = await startShop({ env: { MONGODB_URI: set.uri } });
    const admin = await shop.admin();
    await admin.call('POST', '/api/products', { id: 'pen', name: 'Pen', price: 1, currency: 'USD' });
    await admin.call('POST', '/api/products/pen/restock', { quantity: 1_000 });
    customer = await shop.register();
    const card = { paymentMethod: 'credit_card', cardDetails: CARD };
    method = (await customer.call('POST', '/api/payment-methods', card)).body['id'];
    // warm up connections, compiled code and caches
    for (let i = 0; i < 5; i++) await confirmed(await placed());
  });
  after(async () => {
    await shop?.stop();
    await set?.close();
  });

  /** Places an order, retrying with the same key until it is accepted. */
  async function placed(): Promise<string> {
    const order = { items: [{ productId: 'pen', quantity: 1 }], shippingAddress: ADDRESS, paymentMethodId: method };
    const headers = { 'idempotency-key': randomUUID() };
    for (;;) {
      const reply: Reply = await customer.call('POST', '/api/orders', order, headers);
      if (reply.status === 201 || reply.status === 202) return reply.body['id'];
      expect(reply.status, JSON.stringify(reply.body)).to.be.oneOf([409, 503, 504]);
      await pause(250);
    }
  }
  const confirmed = (id: string) => shop.awaitOutcome(customer, id, 'CONFIRMED', 30_000);

  /** Fails over at once, or at the first write that matches; resolves with the time of the election. */
  function failingOver(how: FailOver, moment: ((writing: Writing) => boolean) | undefined): Promise<number> {
    const over = async () => {
      await set.failOver(how);
      return Date.now();
    };
    if (!moment) return over();
    return new Promise((resolve, reject) => {
      const stop = set.onWrite((writing) => {
        if (!moment(writing)) return;
        stop();
        over().then(resolve, reject);
      });
    });
  }

  for (const [kind, how] of Object.entries(kinds))
    for (const [when, moment] of Object.entries(moments))
      it(`is confirmed within 5 s of the election, when the old primary ${kind} ${when}`, async () => {
        const failed = failingOver({ ...how, electionMs: ELECTION_MS }, moment);
        const id = await placed();
        const elected = await failed;
        await confirmed(id);
        expect(Date.now() - elected).to.be.below(SOON_MS);
      });

  it('is carried out once, like the others: the audit is clean', async () => {
    expect(await auditIsClean(await shop.admin(), 30_000)).to.equal(true);
  });
});
