import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { processNames, processOf } from '@shop/topology/processes';
import { expect } from 'chai';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Reply, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

const services = processNames.filter((name) => processOf(name).grpc !== undefined);

describe('a rolling restart of a shop', function () {
  this.timeout(180_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  before(async () => {
    shop = await startShop({
      replicas: Object.fromEntries(services.map((name) => [name, 2])),
      env: { TRACE_SAMPLE: '0.1' },
    });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
  });
  after(() => shop?.stop());

  const items = [{ productId: 'product-1', quantity: 1 }];
  const order = { items, shippingAddress: ADDRESS };
  /** Requests that are safe to retry: GET, or with an Idempotency-Key. */
  const safe: (() => () => Promise<Reply>)[] = [
    () => () => ann.call('GET', '/api/orders'),
    () => () => ann.call('GET', '/api/users/me'),
    () => () => ann.call('GET', '/api/payments'),
    () => () => admin.call('GET', '/api/sagas?limit=5'),
    () => {
      const key = { 'idempotency-key': randomUUID() };
      return () => ann.call('POST', '/api/orders', order, key);
    },
  ];

  /** Repeats every kind of safe request while `restarts` runs. `reconnects`: retries when a connection breaks, instead of failing. */
  const under = async (restarts: () => Promise<void>, reconnects: boolean): Promise<Reply[]> => {
    const answers: Reply[] = [];
    let running = true;
    const client = async (request: () => () => Promise<Reply>) => {
      while (running) {
        const send = request();
        for (;;) {
          try {
            answers.push(await send());
            break;
          } catch (error) {
            if (!reconnects || !(error instanceof TypeError)) throw error;
            await pause(50);
          }
        }
      }
    };
    const clients = Promise.all(safe.map(client));
    clients.catch(() => (running = false));
    await until('requests are answered', () => answers.length > 20, 60_000);
    try {
      await restarts();
      const before = answers.length;
      await until('requests are answered again', () => answers.length > before + 20, 60_000);
    } finally {
      running = false;
    }
    await clients;
    return answers;
  };
  const pidOf = (name: string, replica: number) =>
    shop.stack.processes.find((each) => each.name === name && each.replica === replica)!.pid!;
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  /** Restarts one process; returns how long its shutdown took, milliseconds. */
  const restart = async (name: string, replica: number): Promise<number> => {
    const pid = pidOf(name, replica);
    const began = Date.now();
    shop.stack.kill(name, 'SIGTERM', replica);
    await until(`${name} ${replica} has ended`, () => !isAlive(pid), 20_000);
    const took = Date.now() - began;
    await until(`${name} ${replica} is back`, () => pidOf(name, replica) !== pid, 20_000);
    await shop.stack.waitReady(name, replica);
    return took;
  };
  const lost = (answers: readonly Reply[]) =>
    answers.filter(({ status }) => status >= 300).map(({ status, body }) => [status, body['code'], body['detail']]);

  for (const name of services)
    it(`answers every safe request while each ${name} is restarted, within 10 s`, async () => {
      const answers = await under(async () => {
        for (const replica of [1, 2]) expect(await restart(name, replica)).to.be.below(10_000);
      }, false);
      expect(lost(answers)).to.deep.equal([]);
    });

  it('answers every safe request of clients that reconnect while the gateway is restarted, within 10 s', async () => {
    const answers = await under(async () => {
      expect(await restart('gateway', 1)).to.be.below(10_000);
    }, true);
    expect(lost(answers)).to.deep.equal([]);
  });

  it('accepts orders while no payment-service answers, and completes them when one is back', async () => {
    const paymentMethod = { paymentMethod: 'credit_card', cardDetails: CARD };
    const method = await ann.call('POST', '/api/payment-methods', paymentMethod);
    const signal = (name: NodeJS.Signals) => [1, 2].map((replica) => shop.stack.kill('payment-service', name, replica));
    signal('SIGSTOP');
    let placed: Reply;
    try {
      placed = await ann.call('POST', '/api/orders', { ...order, paymentMethodId: method.body['id'] });
      expect(placed.status, JSON.stringify(placed.body)).to.be.oneOf([201, 202]);
      const waiting = await shop.awaitOutcome(ann, placed.body['id'] as string, 'AWAITING_PAYMENT', 30_000);
      expect(waiting['status']).to.equal('AWAITING_PAYMENT');
    } finally {
      signal('SIGCONT');
    }
    await shop.awaitOutcome(ann, placed.body['id'] as string, 'CONFIRMED', 60_000);
    await auditIsClean(admin, 30_000);
  });
});
