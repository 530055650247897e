import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { startReplicaSet, type ReplicaSet } from '@shop/testkit/replica-set/replica-set';
import { sagasHaveEnded } from '../support/sagas.js';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

/** A write that no majority gets, and the service's database, which has its own replica set. */
interface Stuck {
  readonly title: string;
  readonly database: 'orders' | 'payments';
  readonly step: string;
  /** Matches the write, and no earlier one of the order. */
  readonly word: RegExp;
}

const STUCK: readonly Stuck[] = [
  { title: 'the order is confirmed', database: 'orders', step: STEPS.confirm, word: /"stock":"SOLD"/ },
  { title: 'the stock is held', database: 'orders', step: STEPS.reserve, word: /"stock":"HELD"/ },
  { title: 'the card is authorised', database: 'payments', step: STEPS.authorize, word: /"AUTHORIZED"/ },
  { title: 'the payment is captured', database: 'payments', step: STEPS.capture, word: /"CAPTURED"/ },
];
const chosen = process.env['MATRIX'] === 'full' ? STUCK : STUCK.filter(({ step }) => /confirm|authorize/.test(step));
const SERVICE = { orders: 'order-service', payments: 'payment-service' };
const DEADLINE_MS = 30_000;
/** The first attempt waits for the majority and times out; the second finds the write of the first. */
const TRIES = 2;

describe('a write that was visible and is rolled back', function () {
  this.timeout(80_000);
  let sets: Record<Stuck['database'], ReplicaSet>;
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let paymentMethodId: string;

  before(async () => {
    sets = { orders: await startReplicaSet(), payments: await startReplicaSet() };
    shop = await startShop({
      alter: (specs) =>
        specs.map((spec) => {
          const database = (['orders', 'payments'] as const).find((name) => SERVICE[name] === spec.name);
          return database ? { ...spec, env: { ...spec.env, MONGODB_URI: `${sets[database].uri}/${database}` } } : spec;
        }),
    });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    const card = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
    paymentMethodId = card.body['id'] as string;
  });
  after(async () => {
    await shop?.stop();
    await Promise.all(Object.values(sets ?? {}).map((set) => set.close()));
  });

  const sagaOf = async (orderId: string) => (await admin.call('GET', `/api/sagas/${orderId}`)).body;
  const stepOf = async (orderId: string, name: string) =>
    (await sagaOf(orderId))['steps']?.find((step: { name: string }) => step.name === name) as
      { status: string; attempts: number } | undefined;
  const isPaid = async (orderId: string) =>
    (await ann.call('GET', `/api/orders/${orderId}`)).body['payment']?.status === 'CAPTURED';

  for (const { title, database, step, word } of chosen)
    it(`${title}: the step does not count as done because of it, and is done again`, async () => {
      const set = sets[database];
      const stuck = new Promise<void>((resolve) => {
        const end = set.onWrite(({ text }) => {
          if (!word.test(text)) return;
          set.pauseReplication();
          end();
          resolve();
        });
      });
      const order = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS, paymentMethodId };
      const placed = await ann.call('POST', '/api/orders', order);
      const orderId = placed.body['id'] as string;
      await stuck;
      // retries find the write, which the primary returns
      await until(`${step} was tried again`, async () => {
        const seen = await stepOf(orderId, step);
        return seen && (seen.attempts >= TRIES || seen.status === 'done');
      }, DEADLINE_MS, 100); // prettier-ignore
      const before = await stepOf(orderId, step);
      await set.failOver({ rollBack: true });
      set.resume();
      expect(before?.status, `${step} counted as done because of a write that can be rolled back`).to.not.equal('done');

      const { status } = await shop.awaitOutcome(ann, orderId, ['CONFIRMED', 'CANCELLED'], DEADLINE_MS);
      expect(status).to.equal('CONFIRMED');
      await until('its sagas have ended', () => sagasHaveEnded(admin, orderId), DEADLINE_MS, 100);
      expect(await isPaid(orderId)).to.equal(true);
      await auditIsClean(admin, DEADLINE_MS);
    });
});
