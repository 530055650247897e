import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase } from '@shop/dev/ports';
import { startStack, type Stack } from '@shop/dev/stack';
import type { Topology } from '@shop/dev/topology';
import { developmentAdmin } from '@shop/topology/processes';
import { expecting, logIn, register, storeCard, type Call } from './customers.js';
import type { Pids } from './procfs.js';

export type Ending = 'CONFIRMED' | 'CANCELLED';

const cards: Readonly<Record<Ending, string>> = { CONFIRMED: '4242424242424242', CANCELLED: '4000000000000002' };
const sizes = { products: 50, customers: 8 };
export const price = 10;
export const shippingAddress = { street: '123 Main St', city: 'Seoul', zipCode: '12345' };
/** The secrets that a stack's processes share, so that a benchmark can act as one of them. */
export const internalTokenSecret = 'benchmark-only-internal-token-secret-0123456789';

export interface Customer {
  readonly id: string;
  readonly call: Call;
  /** Stored payment methods: one that is approved, one that is declined. */
  readonly methods: Readonly<Record<Ending, string>>;
}

/** A stack of real processes on free ports with empty data, with stock, and with customers who have cards. */
export interface Shop {
  readonly stack: Stack;
  /** The data folder of its processes. */
  readonly dataDir: string;
  readonly pids: Pids;
  readonly admin: Call;
  readonly products: readonly string[];
  /** The next customer and product, in turn. */
  next(): { customer: Customer; productId: string };
  stop(): Promise<void>;
}

/** Starts one; `env` is added to the processes' environment. The customers are spread over its gateways. */
export async function openShop(
  env: Record<string, string> = {},
  replicas: Record<string, number> = {},
  topology?: Topology,
): Promise<Shop> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shop-bench-'));
  const given = {
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
    TRACE_SAMPLE: '0.1',
    INTERNAL_TOKEN_SECRET: internalTokenSecret,
    ...env,
  };
  const stack = await startStack({
    portBase: await freePortBase(),
    dataDir,
    env: { PATH: process.env['PATH'], ...given },
    replicas,
    ...(topology && { topology }),
  });
  const stop = async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const gateways = Object.entries(stack.urls).flatMap(([name, url]) => (name.startsWith('gateway') ? url : []));
    const admin = await logIn(gateways[0]!, developmentAdmin.ADMIN_EMAIL, developmentAdmin.ADMIN_PASSWORD);
    const products = await stockUp(admin);
    const customers = await Promise.all(
      Array.from({ length: sizes.customers }, (_, index) => newCustomer(gateways[index % gateways.length]!)),
    );
    let turn = 0;
    const next = () => {
      turn += 1;
      return { customer: customers[turn % customers.length]!, productId: products[turn % products.length]! };
    };
    return { stack, dataDir, pids: pidsOf(stack), admin, products, next, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The running processes of a stack. */
export const pidsOf = ({ processes }: Stack): Pids =>
  Object.fromEntries(processes.map(({ name, replica, pid }) => [replica > 1 ? `${name}-${replica}` : name, pid ?? 0]));

async function stockUp(admin: Call): Promise<string[]> {
  const ids = Array.from({ length: sizes.products }, (_, index) => `bench-${index}`);
  for (const id of ids) {
    await expecting(201, admin('POST', '/api/products', { id, name: `Bench ${id}`, price, currency: 'USD' }));
    for (let times = 0; times < 10; times += 1)
      await expecting(200, admin('POST', `/api/products/${id}/restock`, { quantity: 10_000 }));
  }
  return ids;
}

async function newCustomer(gateway: string): Promise<Customer> {
  const call = await register(gateway);
  const { id } = await expecting(200, call('GET', '/api/users/me'));
  const methods = {
    CONFIRMED: await storeCard(call, cards.CONFIRMED),
    CANCELLED: await storeCard(call, cards.CANCELLED),
  };
  return { id, call, methods };
}

/** Places an order with a stored card and waits until its status is final. Throws when it is another than expected. */
export async function placeOneShot({ next }: Shop, ending: Ending): Promise<void> {
  const { customer, productId } = next();
  const { call, methods } = customer;
  const order = { items: [{ productId, quantity: 1 }], shippingAddress, paymentMethodId: methods[ending] };
  const headers = { prefer: 'wait=20', 'idempotency-key': randomUUID() };
  ended(await expecting(201, call('POST', '/api/orders', order, headers)), ending);
}

/** Places an order without a card, which waits for its payment; returns its id and its customer. */
export async function placeUnpaid({ next }: Shop): Promise<{ orderId: string; customer: Customer }> {
  const { customer, productId } = next();
  const order = { items: [{ productId, quantity: 1 }], shippingAddress };
  const key = { 'idempotency-key': randomUUID() };
  const placed = await expecting(201, customer.call('POST', '/api/orders', order, key));
  return { orderId: placed.id, customer };
}

/** Places an order without a card, then pays for it by a second call. Throws unless it is paid. */
export async function placeTwoStep(shop: Shop): Promise<void> {
  const { orderId, customer } = await placeUnpaid(shop);
  const { call, methods } = customer;
  const payment = { orderId, paymentMethodId: methods.CONFIRMED };
  const paid = await expecting(201, call('POST', '/api/payments', payment, { 'idempotency-key': randomUUID() }));
  if (!['CAPTURED', 'AUTHORIZED'].includes(paid.status)) throw new Error(`A payment ended ${paid.status}.`);
}

function ended(order: Record<string, unknown>, ending: Ending): void {
  if (order['status'] !== ending) throw new Error(`An order ended ${String(order['status'])} and not ${ending}.`);
}

/** The last captures may still be in progress after the last answer, so the audit is repeated for twenty seconds until it agrees. */
export async function auditOf({ admin }: Shop): Promise<string> {
  for (const until = Date.now() + 20_000; ;) {
    const { ok, checks } = await expecting(200, admin('GET', '/api/invariants'));
    if (ok) return `Conservation audit after it: ok, ${checks.length} checks.`;
    if (Date.now() > until) throw new Error(`The conservation audit failed: ${JSON.stringify(checks)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
