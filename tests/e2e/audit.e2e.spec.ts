import type { JsonObject } from '@shop/testkit/json';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, auditIsClean, CARD, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

/** So many that order-service needs three messages; its messages.unit tests the size of one. */
const HOLDS = 12_000;

describe('the conservation audit, over real processes', () => {
  let shop: Shop;
  let admin: Person;
  let person: Person;
  let store: mongoose.Connection;

  before(async () => {
    shop = await sharedShop();
    [admin, person] = [await shop.admin(), await shop.register()];
    store = await mongoose.createConnection(shop.stack.urls['store']!).asPromise();
  });
  after(() => store?.close());
  const collection = (database: string, name: string) =>
    store.useDb(shop.databaseName(database)).collection<JsonObject>(name);
  const buy = async (status = 'CONFIRMED') => {
    const method = await person.call('POST', '/api/payment-methods', {
      paymentMethod: 'credit_card',
      cardDetails: CARD,
    });
    const order = { items: [{ productId: 'product-1', quantity: 2 }], shippingAddress: ADDRESS };
    const { body } = await person.call('POST', '/api/orders', {
      ...order,
      ...(status === 'CONFIRMED' ? { paymentMethodId: method.body['id'] } : {}),
    });
    await shop.awaitOutcome(person, body['id'], status);
    return String(body['id']);
  };
  const faults = async () => {
    const { body } = await admin.call('GET', '/api/invariants');
    return (body['checks'] as { ok: boolean; detail: string }[]).filter(({ ok }) => !ok).map(({ detail }) => detail);
  };

  it('finds nothing wrong with orders of every kind', async () => {
    await buy();
    await buy('AWAITING_PAYMENT');
    const cancelled = await buy();
    await person.call('POST', `/api/orders/${cancelled}/cancel`);
    await shop.awaitOutcome(person, cancelled, 'CANCELLED');
    await auditIsClean(admin);
  });

  it('finds an order whose write was rolled back after its saga had completed and its payment was captured', async () => {
    const id = await buy();
    await auditIsClean(admin);
    await collection('orders', 'orders').updateOne({ _id: id } as object, {
      $set: { status: 'AWAITING_PAYMENT', stock: 'HELD' },
    });
    expect((await faults()).join()).to.include(`order ${id} is AWAITING_PAYMENT, its place-order saga is COMPLETED`);
    await collection('orders', 'orders').updateOne({ _id: id } as object, {
      $set: { status: 'CONFIRMED', stock: 'SOLD' },
    });
    await auditIsClean(admin);
  });

  it('finds a payment and a saga whose order is lost', async () => {
    const id = await buy();
    await auditIsClean(admin);
    const order = (await collection('orders', 'orders').findOneAndDelete({ _id: id } as object))!;
    expect((await faults()).join())
      .to.include(`there is no order ${id}`)
      .and.include(`order ${id} is missing`);
    await collection('orders', 'orders').insertOne(order as object);
    await auditIsClean(admin);
  });

  it('finds a charge that only the provider knows, as after a restore from an older backup', async () => {
    const id = await buy();
    await auditIsClean(admin);
    const places = [
      ['orders', 'orders', { _id: id }],
      ['payments', 'payments', { orderId: id }],
      ['sagas', 'sagas', { correlationId: id }],
    ] as const;
    const lost = await Promise.all(
      places.map(([database, name, filter]) => collection(database, name).findOneAndDelete(filter as object)),
    );
    const sold = (by: number) =>
      collection('orders', 'products').updateOne({ _id: 'product-1' } as object, {
        $inc: { sold: by, available: -by },
      });
    await sold(-2);
    expect((await faults()).join()).to.match(
      new RegExp(
        `^1 of \\d+: charge ch_\\S+ of \\S+ for payment ${lost[1]!['_id']} has 5998 \\(USD, minor units\\), and is in no payment$`,
      ),
    );
    await sold(2);
    for (const [n, [database, name]] of places.entries()) await collection(database, name).insertOne(lost[n] as object);
    await auditIsClean(admin);
  });

  it('reads the holds of one product from several messages', async () => {
    const products = collection('orders', 'products');
    const holds = Array.from({ length: HOLDS }, (_, i) => ({
      orderId: `lost-${String(i).padStart(5, '0')}-${'x'.repeat(52)}`,
      quantity: 1,
      token: `token-${i}`,
      stamp: 0,
      at: new Date(),
    }));
    // these have no saga, so order-service would release them if they were old
    await products.updateOne(
      { _id: 'product-2' } as object,
      { $push: { holds: { $each: holds } }, $inc: { reserved: HOLDS, stocked: HOLDS } } as object,
    );
    const found = (await faults()).join();
    expect(found).to.match(/12000 of \d+: product product-2 is held by order lost-/);
    await products.updateOne(
      { _id: 'product-2' } as object,
      { $pull: { holds: { orderId: /^lost-/ } }, $inc: { reserved: -HOLDS, stocked: -HOLDS } } as object,
    );
    await auditIsClean(admin);
  });

  it('audits all orders on request, shows the result, and exposes it as metrics', async () => {
    const id = await buy();
    await collection('orders', 'orders').updateOne({ _id: id } as object, { $set: { stock: 'HELD' } });
    const whole = async () => {
      const { body } = await admin.call('GET', '/api/invariants/runs');
      return (body['items'] as JsonObject[]).find(({ kind }) => kind === 'whole')!;
    };
    expect((await admin.call('POST', '/api/invariants/runs')).status).to.equal(202);
    const { last } = await until('the audit has run', async () => {
      const run = await whole();
      return run['last'] && run;
    });
    expect(last.ok).to.equal(false);
    expect(last.moneyAtRisk).to.deep.equal([{ amount: 59.98, currency: 'USD' }]);
    const metrics = await (await fetch(`${shop.stack.urls['saga-orchestrator']}/metrics`)).text();
    expect(metrics)
      .to.match(/^audit_ok\{kind="whole",?.*\} 0$/m)
      .and.match(/^audit_money_at_risk_minor\{.*\} 5998$/m);
    await collection('orders', 'orders').updateOne({ _id: id } as object, { $set: { stock: 'SOLD' } });
    await admin.call('POST', '/api/invariants/runs');
    await until('it finds nothing', async () => (await whole())['last'].ok);
    expect((await person.call('GET', '/api/invariants/runs')).status).to.equal(403);
    expect((await person.call('POST', '/api/invariants/runs')).status).to.equal(403);
  });
});
