import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { startReplicaSet, type ReplicaSet } from '@shop/testkit/replica-set/replica-set';
import { disrupt, type Disruption } from '@shop/testkit/replica-set/disruption';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Reply, type Shop } from '../support/shop.js';

const SEED = Number(process.env['SEED'] ?? 3);
const DISRUPTED_MS = 20_000;
const CUSTOMERS = 8;
const PASSWORDS = ['password123', 'password456'];

/** Every changing call of customers and operators. The crash matrix and the chaos run test faults in each phase of an order. */
describe(`calls of every kind while the primary of the store changes at random (SEED=${SEED})`, function () {
  this.timeout(240_000);
  let set: ReplicaSet;
  let shop: Shop;
  let admin: Person;
  let disruption: Disruption;
  let stocked = 0;
  const unexpected: string[] = [];
  const answered = new Set<string>();

  before(async () => {
    set = await startReplicaSet({ lagMs: 20 });
    shop = await startShop({ env: { MONGODB_URI: set.uri } });
    admin = await shop.admin();
    await admin.call('POST', '/api/products', { id: 'pen', name: 'Pen', price: 1, currency: 'USD' });
    await restock(1_000);
    disruption = disrupt(set, SEED);
    const until = Date.now() + DISRUPTED_MS;
    await Promise.all(Array.from({ length: CUSTOMERS }, (_, n) => customer(n, until)));
    await disruption.stop();
  });
  after(async () => {
    await disruption?.stop();
    await shop?.stop();
    await set?.close();
  });

  type Calls = Pick<Person, 'call'>;
  /** Retries a call with one key until it is answered. `refusals` are statuses that are accepted besides success. */
  async function sent(who: Calls, call: string, body?: unknown, refusals: number[] = []): Promise<Reply> {
    const [method, path] = call.split(' ') as [string, string];
    const headers = method === 'GET' ? {} : { 'idempotency-key': randomUUID() };
    for (;;) {
      const reply = await who.call(method, path, body, headers);
      const { status } = reply;
      const later = [429, 503, 504].includes(status) || reply.body['code'] === 'IDEMPOTENCY_IN_PROGRESS';
      if (later) {
        await pause(250);
        continue;
      }
      answered.add(`${method} ${path.replaceAll(/[0-9a-f-]{20,}/g, ':id').split('?')[0]} ${status}`);
      if (status >= 300 && !refusals.includes(status))
        unexpected.push(`${call}: ${status} ${JSON.stringify(reply.body)}`);
      return reply;
    }
  }

  async function restock(quantity: number): Promise<void> {
    await sent(admin, 'POST /api/products/pen/restock', { quantity });
    stocked += quantity;
  }

  async function customer(n: number, until: number): Promise<void> {
    const email = `${randomUUID()}@example.com`;
    let [password, next] = PASSWORDS as [string, string];
    await sent(shop, 'POST /api/users/register', { email, password, name: 'Ann' });
    for (let round = n; Date.now() < until; round++) {
      const { body: tokens } = await sent(shop, 'POST /api/users/login', { email, password });
      const me: Calls = {
        call: (method, path, body, headers = {}) =>
          shop.call(method, path, body, { ...headers, authorization: `Bearer ${tokens['accessToken']}` }),
      };
      await buy(me, round);
      await sent(me, 'PATCH /api/users/me', { name: `Ann ${round}` });
      const { body: renewed } = await sent(shop, 'POST /api/users/refresh', { refreshToken: tokens['refreshToken'] });
      await sent(shop, 'POST /api/users/logout', { refreshToken: renewed['refreshToken'] });
      // takes no key: a retry is refused when the first call took effect although its answer was 503
      await sent(me, 'PUT /api/users/me/password', { currentPassword: password, newPassword: next }, [401]);
      [password, next] = [next, password];
      if (n === 0) await operate();
    }
  }

  async function buy(me: Calls, round: number): Promise<void> {
    const card = await sent(me, 'POST /api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
    const paymentMethodId = card.body['id'];
    const order = { items: [{ productId: 'pen', quantity: 2 }], shippingAddress: ADDRESS };
    const atOnce = round % 2 === 0;
    const { body } = await sent(me, 'POST /api/orders', { ...order, ...(atOnce ? { paymentMethodId } : {}) });
    const path = `/api/orders/${body['id']}`;
    await sent(me, `PUT ${path}`, { items: [{ productId: 'pen', quantity: 3 }] }, [409]);
    if (!atOnce) await sent(me, 'POST /api/payments', { orderId: body['id'], paymentMethodId });
    const { body: payments } = await sent(me, 'GET /api/payments?limit=1');
    const [payment] = payments['items'] as { id: string }[];
    if (payment) await sent(admin, `POST /api/payments/${payment.id}/refund`, { amount: 1 }, [409]);
    if (payment) await sent(admin, `POST /api/payments/${payment.id}/verify`);
    if (round % 3 === 0) await sent(me, `POST ${path}/cancel`);
    // takes no key: a retry finds nothing when the first call took effect although its answer was 503
    await sent(me, `DELETE /api/payment-methods/${paymentMethodId}`, undefined, [404]);
  }

  async function operate(): Promise<void> {
    await restock(1);
    const type = { type: 'cancel-order', reason: 'a test' };
    const { body: paused } = await sent(admin, 'POST /api/sagas/pauses', type);
    await sent(admin, `DELETE /api/sagas/pauses/${paused['id']}`);
    await sent(admin, 'POST /api/sagas/bulk', { action: 'retry', filter: { type: 'cancel-order' }, reason: 'a test' });
    await sent(admin, 'PATCH /api/products/pen', { name: `Pen ${stocked}` });
    for (const list of ['users', 'orders', 'sagas']) await sent(admin, `GET /api/${list}?limit=5`);
  }

  it('are all answered as documented', () => {
    expect(disruption.events.length).to.be.above(5);
    expect(unexpected).to.deep.equal([]);
    expect(answered.size, [...answered].join('\n')).to.be.above(20);
  });

  it('take effect once: the audit is clean, and the stock adds up', async () => {
    await auditIsClean(admin, 90_000);
    const { body } = await admin.call('GET', '/api/products/pen');
    const { available, reserved, sold } = body['stock'] as Record<string, number>;
    expect(available! + reserved! + sold!).to.equal(stocked);
  });
});
