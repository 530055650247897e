import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePortBase } from '@shop/dev/ports';
import { startStack } from '@shop/dev/stack';
import { cpuMs } from './cpu.js';
import { expecting, hangUp, logIn, register, storeCard, type Call } from './customers.js';
import { closedLoop } from './load.js';

const approved = '4242424242424242';
const declined = '4000000000000002';
const sizes = { warmUp: 150, orders: 400, products: 50, customers: 8 };
const shippingAddress = { street: '123 Main St', city: 'Seoul', zipCode: '12345' };

interface Customer {
  readonly call: Call;
  readonly cards: Readonly<Record<'CONFIRMED' | 'CANCELLED', string>>;
}

/** Whole orders, one POST each, through the gateway of a stack of real processes; then the conservation audit. */
export async function benchOrders(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'shop-bench-'));
  const env = { PATH: process.env['PATH'], RATE_LIMIT: 'off', LOG_LEVEL: 'warn' };
  const stack = await startStack({ portBase: await freePortBase(), dataDir, env });
  try {
    const gateway = stack.urls['gateway']!;
    const admin = await logIn(gateway, 'admin@example.com', 'admin-password');
    const products = await stockUp(admin);
    const customers = await Promise.all(Array.from({ length: sizes.customers }, () => newCustomer(gateway)));
    let begun = 0;
    const place = async (ending: 'CONFIRMED' | 'CANCELLED') => {
      const { call, cards } = customers[begun % customers.length]!;
      const productId = products[begun % products.length]!;
      begun += 1;
      const order = { items: [{ productId, quantity: 1 }], shippingAddress, paymentMethodId: cards[ending] };
      const headers = { prefer: 'wait=20', 'idempotency-key': randomUUID() };
      const placed = await expecting(201, call('POST', '/api/orders', order, headers));
      if (placed['status'] !== ending) throw new Error(`An order ended ${placed['status']} and not ${ending}.`);
    };
    const pids = Object.fromEntries(stack.processes.map(({ name, pid }) => [name, pid ?? 0]));
    await closedLoop(sizes.warmUp, 16, () => place('CONFIRMED'));
    await closedLoop(sizes.warmUp / 3, 16, () => place('CANCELLED'));
    console.log('| orders, in flight | orders/s | p50 ms | p99 ms | CPU ms an order, by process |');
    console.log('| --- | ---: | ---: | ---: | --- |');
    for (const inFlight of [1, 16, 64])
      for (const ending of ['CONFIRMED', 'CANCELLED'] as const) {
        const before = cpuMs(pids);
        const load = await closedLoop(inFlight === 1 ? 50 : sizes.orders, inFlight, () => place(ending));
        const after = cpuMs(pids);
        const cpu = Object.keys(pids).map(
          (name) => `${name} ${((after[name]! - before[name]!) / load.count).toFixed(1)}`,
        );
        const figures = [load.perSecond, load.p50, load.p99].map((figure) => figure.toFixed(1));
        console.log(`| ${ending}, ${inFlight} | ${figures.join(' | ')} | ${cpu.join(', ')} |`);
      }
    await audit(admin);
  } finally {
    await hangUp();
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function stockUp(admin: Call): Promise<string[]> {
  const ids = Array.from({ length: sizes.products }, (_, index) => `bench-${index}`);
  for (const id of ids) {
    await expecting(201, admin('POST', '/api/products', { id, name: `Bench ${id}`, price: 10, currency: 'USD' }));
    await expecting(200, admin('POST', `/api/products/${id}/restock`, { quantity: 10_000 }));
  }
  return ids;
}

async function newCustomer(gateway: string): Promise<Customer> {
  const call = await register(gateway);
  return { call, cards: { CONFIRMED: await storeCard(call, approved), CANCELLED: await storeCard(call, declined) } };
}

/** The last captures may still be under way when the last answer comes, so the audit has ten seconds to agree. */
async function audit(admin: Call): Promise<void> {
  for (const until = Date.now() + 10_000; ;) {
    const { ok, checks } = await expecting(200, admin('GET', '/api/invariants'));
    if (ok) return console.log(`\nconservation audit: ok, ${checks.length} checks`);
    if (Date.now() > until) throw new Error(`The conservation audit failed: ${JSON.stringify(checks)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
