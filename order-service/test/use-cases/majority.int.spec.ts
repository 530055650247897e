import { toProblem } from '@shop/common/errors';
import { Faults } from '@shop/common/faults';
import { silentLogger } from '@shop/common/logging/logger';
import { connectMongo, ensureIndexes } from '@shop/common/mongo/connection';
import { expect } from 'chai';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { isPending } from '@shop/testkit/replica-set/client';
import { startReplicaSet, type ReplicaSet, type Writing } from '@shop/testkit/replica-set/replica-set';
import { until } from '@shop/testkit/until';
import { createShop } from '../../dist/data/shop.js';
import type { StockState } from '../../dist/domain/order.js';
import { emptyProduct } from '../../dist/use-cases/add-product.js';
import { confirmOrder } from '../../dist/use-cases/confirm-order.js';
import { createOrder } from '../../dist/use-cases/create-order.js';
import { releaseStock } from '../../dist/use-cases/release-stock.js';
import { reserveStock } from '../../dist/use-cases/reserve-stock.js';
import { restockOrder } from '../../dist/use-cases/restock-order.js';
import type { Shop } from '../../dist/use-cases/shop.js';
import { newOrder, orderAt, type Stage } from '../support/orders.js';

const BASKET = { pen: 2 };
const COMMANDS = {
  create: (shop: Shop, id: string) => createOrder(shop, newOrder(BASKET, id)),
  reserve: reserveStock,
  release: releaseStock,
  confirm: confirmOrder,
  restock: restockOrder,
} as const;
type Command = keyof typeof COMMANDS;
const BEFORE: Record<Command, Stage> = {
  create: 'nothing',
  reserve: 'created',
  release: 'held',
  confirm: 'held',
  restock: 'confirmed',
};
/** The state of the stock after the last write of each command. */
const DONE: Record<Command, StockState> = {
  create: 'NONE',
  reserve: 'HELD',
  release: 'RELEASED',
  confirm: 'SOLD',
  restock: 'RESTOCKED',
};
const NO_REDIS = { publish: () => Promise.resolve(0) } as unknown as Redis;

describe('a replica set whose majority is behind its primary', () => {
  let set: ReplicaSet;
  let mongo: Connection;
  let shop: Shop;
  const open = (uri: string) => connectMongo(uri, { logger: silentLogger() });

  beforeEach(async () => {
    set = await startReplicaSet();
    mongo = await open(`${set.uri}/orders`);
    shop = createShop(mongo, NO_REDIS, new Faults(false));
    await ensureIndexes(mongo);
    await shop.products.insert({
      ...emptyProduct({ _id: 'pen', name: 'Pen', priceMinor: 100, currency: 'USD' }),
      available: 2,
      stocked: 2,
    });
  });
  afterEach(async () => {
    await mongo.close();
    await set.close();
  });

  /** Runs the command. From its last write on nothing reaches the majority. Returns that attempt. */
  async function hold(command: Command, id: string): Promise<{ attempt: Promise<boolean> }> {
    const isLast = ({ command: name, collection, text }: Writing) =>
      command === 'create' ? name === 'insert' && collection === 'orders' : text.includes(`"${DONE[command]}"`);
    const stop = set.onWrite((writing) => {
      if (isLast(writing)) set.pauseReplication();
    });
    const attempt = answered(COMMANDS[command](shop, id));
    await until('the last write is made', () => set.behind === 1);
    stop();
    return { attempt };
  }
  const answered = (work: Promise<unknown>) =>
    work.then(
      () => true,
      () => false,
    );

  for (const command of Object.keys(COMMANDS) as Command[]) {
    it(`answers no duplicate of ${command} before the majority has it, and none that is rolled back`, async () => {
      const id = await orderAt(shop, BEFORE[command], BASKET);
      const { attempt: first } = await hold(command, id);
      const second = answered(COMMANDS[command](shop, id));
      expect(await isPending(second), 'not answered').to.equal(true);
      await set.failOver({ rollBack: true });
      set.resume();
      // a retry by the driver succeeds on the new primary, or fails with its connection
      await Promise.all([first, second]);
      // the next attempt is durable, once the connections that the failover cut are open again
      await until('it is done', () => answered(COMMANDS[command](shop, id)));
      expect((await shop.orders.find(id))?.stock).to.equal(DONE[command]);
    });

    it(`answers a duplicate of ${command} as done once the majority has caught up`, async () => {
      const id = await orderAt(shop, BEFORE[command], BASKET);
      const { attempt: first } = await hold(command, id);
      const second = answered(COMMANDS[command](shop, id));
      expect(await isPending(second), 'not answered').to.equal(true);
      set.resume();
      expect([await first, await second]).to.deep.equal([true, true]);
    });

    it(`refuses no duplicate of ${command} while a new primary does not know what is committed`, async () => {
      const id = await orderAt(shop, BEFORE[command], BASKET);
      set.keepCommitPoint();
      await COMMANDS[command](shop, id);
      await set.failOver({ rollBack: false });
      const again = COMMANDS[command](shop, id).catch((error: unknown) => toProblem(error).definite);
      expect(await isPending(again), 'answered before it is known what is committed').to.equal(true);
      set.resume();
      expect(await again, 'refused for good').to.not.equal(true);
      await until('it is done', () => answered(COMMANDS[command](shop, id)));
      expect((await shop.orders.find(id))?.stock).to.equal(DONE[command]);
    });
  }
});
