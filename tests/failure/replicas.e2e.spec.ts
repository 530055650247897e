import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@shop/testkit/json';
import { expect } from 'chai';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Reply, type Shop } from '../support/shop.js';
import { countedBy, steadyLoad } from '../support/steady-load.js';
import { until } from '@shop/testkit/until';

/** The replicas that are killed, one after the other, under load. */
const KILLED = process.env['MATRIX'] === 'full' ? [1, 2, 1, 2, 1, 2] : [1, 2];
const paymentMethod = { paymentMethod: 'credit_card', cardDetails: CARD };

describe('two replicas of each service, under calls without an Idempotency-Key', function () {
  this.timeout(180_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  before(async () => {
    shop = await startShop({
      replicas: { 'user-service': 2, 'order-service': 2, 'payment-service': 2 },
      longestRestartMs: 400,
    });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
  });
  after(() => shop?.stop());

  const pidOf = (name: string, replica: number) =>
    shop.stack.processes.find((each) => each.name === name && each.replica === replica)!.pid!;
  /** Kills these replicas one after the other, each once the previous one is ready again. */
  const killInTurn = async (name: string, load: { answered: readonly unknown[] }) => {
    for (const replica of KILLED) {
      const [before, pid] = [load.answered.length, pidOf(name, replica)];
      await until('requests are answered', () => load.answered.length > before + 40);
      shop.stack.kill(name, 'SIGKILL', replica);
      await until('it is started again', () => pidOf(name, replica) !== pid);
      await shop.stack.waitReady(name, replica);
    }
  };
  /** Reads every page of a list. */
  const all = async (person: Person, path: string): Promise<JsonObject[]> => {
    const items: JsonObject[] = [];
    for (let cursor = ''; ;) {
      const { body } = await person.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`);
      items.push(...body['items']);
      if (!body['nextCursor']) return items;
      cursor = `&cursor=${body['nextCursor']}`;
    }
  };

  it('20 orders a second, each order-service killed in turn: every one is accepted, and none twice', async () => {
    const buyer = await shop.register();
    const card = (await buyer.call('POST', '/api/payment-methods', paymentMethod)).body['id'];
    const order = {
      items: [{ productId: 'product-1', quantity: 1 }],
      shippingAddress: ADDRESS,
      paymentMethodId: card,
    };
    const load = steadyLoad(20, () => buyer.call('POST', '/api/orders', order));
    await killInTurn('order-service', load);
    const answers = await load.stop();
    const refused = answers.filter(({ reply }) => ![201, 202].includes(reply.status));
    expect(countedBy(refused)).to.deep.equal({});
    for (const { reply } of answers) expect(reply.headers.get('idempotent-replayed')).to.equal(null);
    const ids = answers.map(({ reply }) => reply.body['id'] as string);
    expect(new Set(ids).size).to.equal(answers.length);
    for (const id of ids) await shop.awaitOutcome(buyer, id, 'CONFIRMED', 60_000);
    const [orders, sagas, payments] = await Promise.all([
      all(buyer, '/api/orders'),
      all(admin, `/api/sagas?userId=${buyer.id}`),
      all(buyer, '/api/payments'),
    ]);
    expect(orders.map(({ id }) => id)).to.have.members(ids);
    expect(sagas.map(({ orderId }) => orderId)).to.have.members(ids);
    expect(payments.map(({ orderId }) => orderId)).to.have.members(ids);
    await auditIsClean(admin, 60_000);
  });

  it('cards stored and removed, and payments, each payment-service killed in turn: none is lost', async () => {
    const buyer = await shop.register();
    const order = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };
    const kinds: (() => Promise<Reply>)[] = [
      () => buyer.call('POST', '/api/payment-methods', paymentMethod),
      async () => {
        const placed = await buyer.call('POST', '/api/orders', order);
        const { id: orderId, totalAmount: amount } = placed.body;
        return placed.status === 201
          ? buyer.call('POST', '/api/payments', { orderId, amount, ...paymentMethod })
          : placed;
      },
      async () => {
        const { body } = await buyer.call('POST', '/api/payment-methods', paymentMethod);
        return buyer.call('DELETE', `/api/payment-methods/${body['id']}`);
      },
    ];
    const load = steadyLoad(10, (n) => kinds[n % kinds.length]!());
    await killInTurn('payment-service', load);
    const answers = await load.stop();
    expect(countedBy(answers.filter(({ reply }) => ![201, 202, 204].includes(reply.status)))).to.deep.equal({});
    const cards = answers.filter((_, n) => n % kinds.length === 0).map(({ reply }) => reply.body['id']);
    expect((await all(buyer, '/api/payment-methods')).map(({ id }) => id)).to.have.members(cards);
    await auditIsClean(admin, 60_000);
  });

  it('registrations, log-ins, refreshes, new names and passwords, each user-service killed in turn: none is lost', async () => {
    const password = 'password123';
    const register = async () => {
      const email = `${randomUUID()}@example.com`;
      return { email, reply: await shop.call('POST', '/api/users/register', { email, password, name: 'Bob' }) };
    };
    const kinds: (() => Promise<Reply>)[] = [
      async () => (await register()).reply,
      () => shop.call('POST', '/api/users/login', { email: ann.email, password }),
      () => ann.call('PATCH', '/api/users/me', { name: 'Ann' }),
      async () => {
        const first = await shop.call('POST', '/api/users/login', { email: ann.email, password });
        const second = await shop.call('POST', '/api/users/refresh', { refreshToken: first.body['refreshToken'] });
        return shop.call('POST', '/api/users/refresh', { refreshToken: second.body['refreshToken'] });
      },
      async () => {
        const { email } = await register();
        const { body } = await shop.call('POST', '/api/users/login', { email, password });
        const change = { currentPassword: password, newPassword: `${password}4` };
        const headers = { authorization: `Bearer ${body['accessToken']}` };
        return shop.call('PUT', '/api/users/me/password', change, headers);
      },
    ];
    const load = steadyLoad(10, (n) => kinds[n % kinds.length]!());
    await killInTurn('user-service', load);
    expect(countedBy((await load.stop()).filter(({ reply }) => reply.status >= 300))).to.deep.equal({});
  });
});
