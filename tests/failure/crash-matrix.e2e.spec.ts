import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { commandCases, effectCases, expected, type Case } from './matrix.js';

// `npm test` strikes with what is worst; MATRIX=full with everything (npm run test:failure)
const full = process.env['MATRIX'] === 'full';
const effects = full ? ['crash', 'drop-reply', 'unavailable', 'error', 'hang'] : ['crash', 'drop-reply'];
const cases = [...commandCases(effects), ...effectCases(full ? ['crash', 'unavailable', 'error'] : ['crash'])];

describe(`the crash matrix: ${cases.length} faults, one at a time`, function () {
  this.timeout(90_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let paymentMethodId: string;
  const rows: string[] = [];

  before(async () => {
    shop = await startShop({ env: { FAULT_INJECTION: 'on' } });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    const method = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
    paymentMethodId = method.body['id'] as string;
    await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
  });
  after(async () => {
    await shop?.stop();
    console.log(
      `\n    ${['point'.padEnd(36), 'effect'.padEnd(12), 'story'.padEnd(11), 'outcome'.padEnd(10), 'ms'].join(' ')}\n    ${rows.join('\n    ')}`,
    );
  });

  const faults = async (process: string, method: string, body?: unknown) => {
    const answer = await fetch(`${shop.stack.urls[process]}/faults`, {
      method,
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    expect(
      answer.ok,
      `${process} ${method} /faults answered ${answer.status}: ${answer.ok ? '' : await answer.text()}`,
    ).to.equal(true);
  };

  /** Places an order, again with the same key until it is answered: a client's part in losing nothing. */
  const place = async () => {
    const key = randomUUID();
    const body = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS, paymentMethodId };
    const placed = await until(
      'the order is taken',
      async () => {
        const { status, body: answer } = await ann.call('POST', '/api/orders', body, { 'idempotency-key': key });
        if (status === 201 || status === 202) return answer;
        throw new Error(`${status} ${JSON.stringify(answer)}`);
      },
      30_000,
    );
    return placed['id'] as string;
  };

  const cancel = (id: string) =>
    until(
      'the cancellation is taken',
      async () => (await ann.call('POST', `/api/orders/${id}/cancel`)).status === 202,
      30_000,
    );

  const act: Record<Case['story'], (one: Case) => Promise<string>> = {
    confirmed: async (one) => (
      await faults(one.process, 'POST', { at: one.point, do: one.effect, delayMs: 6000 }),
      place()
    ),
    // a pivot that is refused turns the saga round from its last point
    undone: async (one) => {
      await faults('order-service', 'POST', { at: 'order.confirm.before', do: 'error' });
      await faults(one.process, 'POST', { at: one.point, do: one.effect, delayMs: 6000 });
      return place();
    },
    'taken back': async (one) => {
      const id = await place();
      await shop.settled(ann, id, 'CONFIRMED', 30_000);
      await faults(one.process, 'POST', { at: one.point, do: one.effect, delayMs: 6000 });
      await cancel(id);
      return id;
    },
  };

  for (const one of cases) {
    it(`${one.point} ${one.effect}: the order is ${expected(one).join(' or ')}`, async () => {
      const began = Date.now();
      const id = await act[one.story](one);
      const order = await shop.settled(ann, id, expected(one), 45_000);
      await until(
        'nothing is under way',
        async () => {
          const { body } = await admin.call('GET', `/api/sagas?orderId=${id}`);
          const open = body['items'].filter(
            ({ state }: { state: string }) => !['COMPLETED', 'COMPENSATED'].includes(state),
          );
          if (open.length === 0) return true;
          throw new Error(JSON.stringify(open));
        },
        45_000,
      );
      rows.push(
        [
          one.point.padEnd(36),
          one.effect.padEnd(12),
          one.story.padEnd(11),
          String(order['status']).padEnd(10),
          String(Date.now() - began),
        ].join(' '),
      );
      await auditIsClean(admin, 20_000);
      await until(
        'every process is ready',
        async () =>
          (
            await Promise.all(
              ['order-service', 'payment-service', 'saga-orchestrator', 'payment-provider'].map(
                async (name) => (await fetch(`${shop.stack.urls[name]}/health/ready`)).ok,
              ),
            )
          ).every(Boolean),
        20_000,
      );
      for (const name of new Set(['order-service', one.process])) await faults(name, 'DELETE');
    });
  }
});
