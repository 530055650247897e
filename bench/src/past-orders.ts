import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { paymentIdOf } from '@shop/payment-service/domain/ids';
import mongoose, { type Connection } from 'mongoose';
import { auditOf, placeOneShot, type Shop } from './shop.js';

/** Documents that are sent to the store at a time. */
const PAGE = 2000;
/** The time between two orders. */
const APART_MS = 100;

/** The size of a collection's documents. */
export interface Measured {
  readonly collection: string;
  /** Bytes of BSON, the mean of all. */
  readonly bytes: number;
  readonly count: number;
}

type Doc = Record<string, unknown>;

/**
 * Copies a confirmed order of this shop with its payment, its saga and its charge at the provider: same documents, other ids, one every
 * tenth of a second into the past. The totals stay consistent. Returns the size of each collection afterwards.
 */
export async function fillWithOrders(shop: Shop, count: number): Promise<Measured[]> {
  await placeOneShot(shop, 'CONFIRMED');
  await auditOf(shop);
  const [orders, payments, sagas] = await Promise.all(
    ['orders', 'payments', 'sagas'].map((name) => connect(shop, name)),
  );
  try {
    const order = await newest(orders!, 'orders', { status: 'CONFIRMED' });
    const payment = await newest(payments!, 'payments', { orderId: order['_id'] });
    const saga = await newest(sagas!, 'sagas', { correlationId: order['_id'], type: 'place-order' });
    const ids = (n: number) => {
      const orderId = uuidOf(n);
      return [
        [String(order['_id']), orderId],
        [String(payment['_id']), paymentIdOf(orderId)],
        [String(payment['providerRef']), chargeOf(n)],
      ] as const;
    };
    await copies(orders!, 'orders', order, ids, count);
    await copies(payments!, 'payments', payment, ids, count);
    await copies(sagas!, 'sagas', saga, ids, count);
    for (const { productId, quantity } of order['lines'] as { productId: string; quantity: number }[])
      await orders!
        .collection('products')
        .updateOne({ _id: productId as never }, { $inc: { stocked: count * quantity, sold: count * quantity } });
    await fillProvider(shop, payment, (n) => paymentIdOf(uuidOf(n)), count);
    return await Promise.all([measured(orders!, 'orders'), measured(payments!, 'payments'), measured(sagas!, 'sagas')]);
  } finally {
    await Promise.all([orders, payments, sagas].map((each) => each?.close()));
  }
}

/** A connection to a service's database of this shop. */
const connect = ({ stack }: Shop, database: string): Promise<Connection> =>
  mongoose.createConnection(`mongodb://${new URL(stack.urls['store']!).host}/${database}`).asPromise();

async function newest(connection: Connection, collection: string, filter: Doc): Promise<Doc> {
  const [found] = await connection.collection(collection).find(filter).sort({ createdAt: -1 }).limit(1).toArray();
  if (!found) throw new Error(`${collection} has none of ${JSON.stringify(filter)}.`);
  return found;
}

/** The provider's id of a charge. */
const chargeOf = (n: number): string => `c${n}`;

/** An id computed from a number, distributed as random ids are. */
function uuidOf(n: number): string {
  const hex = createHash('sha1').update(String(n)).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

type Ids = (n: number) => readonly (readonly [string, string])[];

async function copies(connection: Connection, collection: string, template: Doc, ids: Ids, count: number) {
  const documents = connection.collection(collection);
  // two batches in flight: the store processes one while the next is built
  const onTheWay: Promise<unknown>[] = [];
  for (let done = 0; done < count; done += PAGE) {
    const page = Array.from({ length: Math.min(PAGE, count - done) }, (_, i) => copyOf(template, ids, done + i));
    onTheWay.push(documents.insertMany(page as never, { ordered: false }));
    if (onTheWay.length === 2) await onTheWay.shift();
    if ((done / PAGE) % 100 === 0) console.error(`${collection}: ${done} of ${count}`);
  }
  await Promise.all(onTheWay);
}

function copyOf(template: Doc, ids: Ids, age: number): Doc {
  const copy = withIds(template, ids(age)) as Doc;
  for (const field of ['createdAt', 'updatedAt']) {
    const at = template[field];
    if (typeof at === 'number') copy[field] = at - age * APART_MS;
    else if (at instanceof Date) copy[field] = new Date(at.getTime() - age * APART_MS);
  }
  return copy;
}

/** The same value with other ids in all of its strings. */
function withIds(value: unknown, ids: ReturnType<Ids>): unknown {
  if (typeof value === 'string') return ids.reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((each) => withIds(each, ids));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withIds(each, ids)]));
}

/** Appends the charges to the journal of the provider's simulator, which reads it when it restarts. */
async function fillProvider(
  { stack, dataDir }: Shop,
  payment: Doc,
  reference: (n: number) => string,
  count: number,
): Promise<void> {
  const { amountMinor, currency } = payment;
  const at = new Date().toISOString();
  const file = createWriteStream(join(dataDir, 'provider.json'), { flags: 'a' });
  for (let n = 0; n < count; n++) {
    const charge = { reference: reference(n), amountMinor };
    const lines = [
      { type: 'charge', id: chargeOf(n), ...charge, currency, at },
      { type: 'movement', id: `a${n}`, ...charge, movement: 'authorized', key: 'k', at },
      { type: 'movement', id: `t${n}`, ...charge, movement: 'captured', key: 'k', at },
    ];
    if (!file.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  await stack.restart('payment-provider').catch(() => undefined);
  // it first reads a few hundred megabytes
  for (let tries = 1; ; tries++)
    try {
      return await stack.waitReady('payment-provider');
    } catch (error) {
      if (tries === 10) throw error;
    }
}

async function measured(connection: Connection, collection: string): Promise<Measured> {
  const { count, size } = (await connection.db!.command({ collStats: collection })) as unknown as {
    count: number;
    size: number;
  };
  return { collection: `${connection.name}.${collection}`, count, bytes: size / count };
}
