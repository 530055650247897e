import { randomUUID } from 'node:crypto';
import mongoose, { type Connection } from 'mongoose';
import { hangUp } from './customers.js';
import { closedLoop } from './load.js';
import { peakMiB } from './procfs.js';
import { publish, rateRatio } from './report.js';
import { inRounds } from './rounds.js';
import { openShop, placeOneShot, type Shop } from './shop.js';

const finished = Number(process.env['GROWTH_ORDERS'] ?? 1_000_000);
const sizes = { rounds: 3, warmUp: 300, loaded: 300 };
/** Where an order leaves documents, and which of their fields name it. */
const kept = [
  { database: 'orders', collection: 'orders', ids: ['_id'] },
  { database: 'sagas', collection: 'sagas', ids: ['_id', 'correlationId'] },
  { database: 'payments', collection: 'payments', ids: ['_id', 'orderId'] },
];

/** The rate of whole orders with very many finished ones in the databases, beside that with none, in one run. */
export async function benchGrowth(): Promise<void> {
  const empty = await openShop();
  const full = await openShop();
  const phase = (name: string, shop: Shop) => ({
    name,
    pids: shop.pids,
    run: () => closedLoop(sizes.loaded, 64, () => placeOneShot(shop, 'CONFIRMED')),
  });
  try {
    for (const shop of [empty, full]) await closedLoop(sizes.warmUp, 16, () => placeOneShot(shop, 'CONFIRMED'));
    await fill(full, finished);
    const none = 'none before';
    const many = `${finished.toLocaleString('en')} before`;
    const results = await inRounds(sizes.rounds, [phase(none, empty), phase(many, full)]);
    publish({
      name: 'growth',
      unit: 'order',
      results,
      ratios: [rateRatio('With many finished orders, of with none', results, [many, none], 0.9)],
      peakMiB: peakMiB(full.pids),
      facts: [
        `${finished.toLocaleString('en')} finished orders, with their sagas and payments, are in one of two stacks.`,
      ],
    });
  } finally {
    await hangUp();
    await Promise.all([empty.stop(), full.stop()]);
  }
}

/** Multiplies a finished order of this shop: same documents, other ids, one every tenth of a second into the past. */
async function fill({ stack }: Shop, count: number): Promise<void> {
  const host = new URL(stack.urls['store']!).host;
  for (const { database, collection, ids } of kept) {
    const connection: Connection = await mongoose.createConnection(`mongodb://${host}/${database}`).asPromise();
    const documents = connection.collection(collection);
    const [template] = await documents.find({}).sort({ createdAt: -1 }).limit(1).toArray();
    if (!template) throw new Error(`${database}.${collection} is empty.`);
    const started = performance.now();
    // two on the way: the store works on one while the next is made
    const onTheWay: Promise<unknown>[] = [];
    for (let done = 0; done < count; done += page) {
      const copies = Array.from({ length: Math.min(page, count - done) }, (_, i) => copyOf(template, ids, done + i));
      onTheWay.push(documents.insertMany(copies as never, { ordered: false }));
      if (onTheWay.length === 2) await onTheWay.shift();
      if ((done / page) % 50 === 0) {
        console.error(`${database}: ${done} of ${count} after ${Math.round((performance.now() - started) / 1000)} s`);
      }
    }
    await Promise.all(onTheWay);
    await connection.close();
  }
}

const page = 2000;

function copyOf(template: Record<string, unknown>, ids: readonly string[], age: number): Record<string, unknown> {
  const id = randomUUID();
  const copy = { ...template, ...Object.fromEntries(ids.map((field) => [field, id])) };
  for (const field of ['createdAt', 'updatedAt']) {
    const at = template[field];
    if (typeof at === 'number') copy[field] = at - age * 100;
    else if (at instanceof Date) copy[field] = new Date(at.getTime() - age * 100);
  }
  return copy;
}
