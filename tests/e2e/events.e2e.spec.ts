import { cursorStore } from '@shop/common/mongo/cursor-store';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { updateOnce } from '@shop/common/mongo/inbox';
import { startReader, type Reader } from '@shop/common/events/reader';
import { Faults } from '@shop/common/faults';
import { GrpcClient } from '@shop/common/grpc/client';
import { grpcEventSource } from '@shop/common/grpc/event-source';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo, type Connection } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { EventsDefinition } from '@shop/protos/generated/shop/v1/Events';
import { secretsIn } from '@shop/dev/secrets';
import { Redis } from 'ioredis';
import { expect } from 'chai';
import { Schema } from 'mongoose';
import { armingOf, type Arming } from '../support/arming.js';
import { ADDRESS, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

const SOURCES = ['order-service', 'payment-service'] as const;

interface Seen {
  _id: string;
  types: string[];
}

/** What a bought order tells, in its order, by source. */
const BOUGHT = {
  'order-service': ['order.created', 'order.awaiting_payment', 'order.confirmed'],
  'payment-service': ['payment.authorized', 'payment.captured'],
};

describe('events, whatever fails', function () {
  this.timeout(300_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let faults: Arming;
  let mongo: Connection;
  let seen: Documents<Seen>;
  let closing: (() => unknown)[] = [];

  before(async () => {
    shop = await startShop({
      env: { FAULT_INJECTION: 'on' },
      replicas: { 'order-service': 2 },
      longestRestartMs: 500,
    });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    faults = armingOf(shop, admin);
    await admin.call('POST', '/api/products/product-1/restock', { quantity: 10_000 });
    mongo = await connectMongo(shop.database('orders'), { logger: silentLogger() });
    seen = new Documents(mongo.model<Seen>('Seen', new Schema({ _id: String, types: [String] })));
  });
  after(async () => {
    await Promise.all(closing.map((close) => close()));
    await mongo?.close();
    await shop?.stop();
  });

  const replicasOf = (name: string) => Object.keys(shop.stack.ports).filter((each) => each.startsWith(name));

  /** Keeps what each order told, each event once, in one document an order and source. */
  function read(): Reader[] {
    const cursors = cursorStore(mongo);
    return SOURCES.map((name) => {
      const metrics = createMetrics('notification-service');
      const client = new GrpcClient<EventsDefinition>({
        service: 'Events',
        callee: name,
        addresses: replicasOf(name).map((replica) => `127.0.0.1:${shop.stack.ports[replica]!.grpc}`),
        internal: new InternalTokens('notification-service', secretsIn(shop.dataDir).INTERNAL_TOKEN_SECRET),
        metrics,
      });
      const reader = startReader({
        name: 'seen',
        source: grpcEventSource(name, client),
        cursors,
        async handle({ subject, type }, position) {
          await updateOnce(seen, `${subject}:${name}`, { $push: { types: type } }, { source: name, position });
        },
        logger: silentLogger(),
        metrics,
        faults: new Faults(false),
        faultPrefix: 'test',
      });
      closing = [...closing, () => reader.close().then(() => client.close())];
      return reader;
    });
  }

  async function buy(): Promise<string> {
    const method = { paymentMethod: 'credit_card', cardDetails: CARD };
    const { body: card } = await ann.call('POST', '/api/payment-methods', method);
    const placing = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };
    const { status, body } = await ann.call('POST', '/api/orders', { ...placing, paymentMethodId: card['id'] });
    expect([201, 202]).to.include(status);
    return body['id'] as string;
  }
  const toldOf = async (id: string) =>
    Object.fromEntries(
      await Promise.all(
        SOURCES.map(async (name) => [name, (await seen.findOne({ _id: `${id}:${name}` }))?.types ?? []]),
      ),
    ) as typeof BOUGHT;
  async function expectTold(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => shop.awaitOutcome(ann, id, 'CONFIRMED', 60_000)));
    for (const id of ids) {
      await until(
        `all events of ${id}`,
        async () => JSON.stringify(await toldOf(id)) === JSON.stringify(BOUGHT),
        60_000,
      ).catch(async (error: unknown) => {
        expect(await toldOf(id)).to.deep.equal(BOUGHT);
        throw error;
      });
    }
  }

  it('reach a reader that was away while they were told', async () => {
    const early = [await buy(), await buy()];
    await Promise.all(early.map((id) => shop.awaitOutcome(ann, id, 'CONFIRMED')));
    read();
    await expectTold([...early, await buy()]);
  });

  it('reach it with Redis wiped while orders are placed', async () => {
    const redis = new Redis(shop.stack.urls['redis']!);
    const ids: string[] = [];
    for (let each = 0; each < 5; each++) {
      ids.push(await buy());
      await redis.flushall();
    }
    redis.disconnect();
    await expectTold(ids);
  });

  const points = (of: string, prefix: string) =>
    ['append.before', 'append.after', 'mark.before', 'mark.after'].map((at) => [of, `${prefix}.event-${at}`] as const);
  const all = [...points('order-service', 'order'), ...points('payment-service', 'payment')];
  // between the log and the mark, and after both: what could be told twice, or not at all
  const usual = all.filter(([, at]) => at.startsWith('order.') && /append.after|mark.after/.test(at));
  for (const [killed, at] of process.env['MATRIX'] === 'full' ? all : usual)
    it(`reach it once when ${killed} is killed at ${at}`, async () => {
      // whichever replica appends
      await Promise.all(replicasOf(killed).map((replica) => faults.arm(replica, { at, do: 'crash' })));
      const ids = [await buy(), await buy()];
      await expectTold(ids);
    });
});
