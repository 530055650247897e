import { setTimeout as pause } from 'node:timers/promises';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo } from '@shop/common/mongo/connection';
import { hours } from '@shop/common/time';
import { startReplicaSet, type ReplicaSet } from '@shop/testkit/replica-set/replica-set';
import { placeUntilTaken } from '../support/until-answered.js';
import { whileProgressing } from '../support/progress.js';
import { seenEvents, type SeenEvents } from '../support/seen-events.js';
import { ADDRESS, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';

const FULL = process.env['MATRIX'] === 'full';
const AWAY_MS = FULL ? 60_000 : 5_000;
const ORDERS = Number(process.env['ORDERS'] ?? (FULL ? 10_000 : 300));
const CONCURRENCY = 12;
const WITHIN_MS = 120_000;

/** Places `count` orders concurrently, retrying each until it is accepted; calls `disrupt` after the first few. Returns their ids. */
async function placing(shop: Shop, ann: Person, count: number, disrupt: () => unknown = () => undefined) {
  const method = { paymentMethod: 'credit_card', cardDetails: CARD };
  const { body: card } = await ann.call('POST', '/api/payment-methods', method);
  const items = [{ productId: 'product-1', quantity: 1 }];
  const order = { items, shippingAddress: ADDRESS, paymentMethodId: card['id'] };
  const ids: string[] = [];
  const worker = async () => {
    while (ids.length < count) ids.push((await placeUntilTaken(ann, order)).body['id'] as string);
  };
  const work = () =>
    Promise.all([
      ...Array.from({ length: CONCURRENCY }, worker),
      until('the first orders are placed', () => ids.length > 4, WITHIN_MS).then(disrupt),
    ]);
  await whileProgressing(shop, work, { also: () => ids.length });
  return ids;
}

async function stocked(shop: Shop): Promise<Person> {
  const admin = await shop.admin();
  await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
  return shop.register();
}

describe('events of orders and payments', function () {
  this.timeout(600_000);
  let set: ReplicaSet;
  let shop: Shop;
  let ann: Person;
  let seen: SeenEvents;

  before(async () => {
    set = await startReplicaSet({ lagMs: 10 });
    shop = await startShop({ env: { MONGODB_URI: set.uri } });
    ann = await stocked(shop);
    seen = await seenEvents(shop);
    seen.read();
  });
  after(async () => {
    await seen?.close();
    await shop?.stop();
    await set?.close();
  });

  it('are all published once, in sequence per order, while Redis is frozen', async () => {
    const ids = await placing(shop, ann, 40, async () => {
      shop.stack.kill('redis', 'SIGSTOP');
      await pause(AWAY_MS);
      shop.stack.kill('redis', 'SIGCONT');
    });
    await seen.expectBought(ids, WITHIN_MS);
  });

  it('are all published once, in sequence per order, while the primary of the store changes and rolls back writes', async () => {
    const ids = await placing(shop, ann, 60, async () => {
      for (const rollBack of [true, false, true]) {
        await set.failOver({ rollBack, electionMs: 1_000 });
        await pause(1_000);
      }
    });
    await seen.expectBought(ids, WITHIN_MS);
  });

  it('reach a reader that was stopped for an hour, and take effect once when it reads them again', async () => {
    await seen.stop();
    const since = new Date(Date.now() - hours(2));
    const ids = await placing(shop, ann, 20);
    await Promise.all(ids.map((id) => shop.awaitOutcome(ann, id, 'CONFIRMED', WITHIN_MS)));
    await Promise.all(['orders', 'payments'].map((name) => ageEvents(shop.database(name), hours(1))));
    seen.read();
    await seen.expectBought(ids, WITHIN_MS);
    await seen.replay(since);
    const later = await placing(shop, ann, 5);
    await seen.expectBought([...ids, ...later], WITHIN_MS);
  });
});

/** Makes all events of a database older by `ms`. */
async function ageEvents(uri: string, ms: number): Promise<void> {
  const mongo = await connectMongo(uri, { logger: silentLogger() });
  const events = mongo.collection<{ _id: number; at: Date; json: string }>('events');
  for (const { _id, at, json } of await events.find({ _id: { $gt: 0 } }).toArray()) {
    const event = JSON.parse(json) as { time: string };
    const older = { ...event, time: new Date(Date.parse(event.time) - ms).toISOString() };
    await events.updateOne({ _id }, { $set: { at: new Date(at.getTime() - ms), json: JSON.stringify(older) } });
  }
  await mongo.close();
}

/** Expects `count` events in the log of a database, at positions without gaps, each once and in sequence per order. */
async function expectWholeLog(uri: string, count: number): Promise<void> {
  const mongo = await connectMongo(uri, { logger: silentLogger() });
  const last = new Map<string, number>();
  let position = 0;
  for await (const { _id, id } of mongo
    .collection<{ _id: number; id: string }>('events')
    .find({ _id: { $gt: 0 } }, { sort: { _id: 1 } })) {
    expect(_id).to.equal(++position);
    const [, of, n] = /^(.*)\.(\d+)$/.exec(id)!;
    expect(Number(n), id).to.equal((last.get(of!) ?? 0) + 1);
    last.set(of!, Number(n));
  }
  expect(position).to.equal(count);
  await mongo.close();
}

/** Expects exactly one mail for each of these orders. */
async function expectMailsOnce(uri: string, ids: readonly string[]): Promise<void> {
  const mongo = await connectMongo(uri, { logger: silentLogger() });
  const mails = mongo.collection<{ state: string; possibleDuplicate?: boolean; content: { orderId: string } }>('mails');
  const sent = () => mails.countDocuments({ state: 'SENT' });
  await until('every mail is sent', async () => (await sent()) >= ids.length, 600_000, 500).catch(() => undefined);
  const about = (await mails.find({ state: 'SENT' }).toArray()).map(({ content }) => content.orderId);
  expect(about.sort()).to.deep.equal([...ids].sort());
  expect(await mails.countDocuments({})).to.equal(ids.length);
  expect(await mails.countDocuments({ possibleDuplicate: true })).to.equal(0);
  await mongo.close();
}

describe(`events of ${ORDERS} orders`, function () {
  // an order takes half a second on a loaded machine
  this.timeout(7_200_000);
  let shop: Shop;
  let seen: SeenEvents;
  after(async () => {
    await seen?.close();
    await shop?.stop();
  });

  it('are all published and mailed once, in sequence per order', async () => {
    shop = await startShop();
    const ann = await stocked(shop);
    seen = await seenEvents(shop);
    seen.read();
    const ids = await placing(shop, ann, ORDERS);
    await seen.expectBought(ids, 600_000);
    await expectWholeLog(shop.database('orders'), 3 * ids.length);
    await expectWholeLog(shop.database('payments'), 2 * ids.length);
    await expectMailsOnce(shop.database('notifications'), ids);
  });
});
