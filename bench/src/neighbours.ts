import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { developmentAdmin } from '@shop/topology/processes';
import { caller, expecting, hangUp, type Call } from './customers.js';
import { closedLoop, quantile, type Load } from './load.js';
import { record } from './report.js';
import { auditOf, openShop, shippingAddress, type Customer, type Shop } from './shop.js';

const slowMs = 4_000;
/** A provider with realistic latency: a flood then waits for the provider's places, not for the processor. */
const usualMs = 1_000;
const sizes = { slow: 300, flood: 400, others: 40 };
const aim = 2;

/**
 * How a slow payment provider, and another customer who floods the shop, affect customers: measured with orders that wait for their payment
 * and are cancelled, which need no provider, and with orders that are paid.
 */
export async function benchNeighbours(): Promise<void> {
  const shop = await openShop({ FAULT_INJECTION: 'on' });
  const { customer: ann, productId } = shop.next();
  const { customer: bob } = shop.next();
  const paid = (who: Customer) => ({
    items: [{ productId, quantity: 1 }],
    shippingAddress,
    paymentMethodId: who.methods.CONFIRMED,
  });
  const unpaidThenCancelled = () => placeAndCancel(bob.call, productId);
  const paidAtOnce = async () => {
    const headers = { prefer: 'wait=25', 'idempotency-key': randomUUID() };
    const { status } = await expecting(201, bob.call('POST', '/api/orders', paid(bob), headers));
    if (status !== 'CONFIRMED') throw new Error(`An order ended ${status}.`);
  };
  const annPlaces = (count: number) =>
    closedLoop(count, 12, async () => {
      const { status } = await ann.call('POST', '/api/orders', paid(ann), { 'idempotency-key': randomUUID() });
      if (status >= 300) throw new Error(`An order of the flood was answered ${status}.`);
    });
  try {
    const providerTakes = await slowProvider(shop);
    await closedLoop(20, 2, unpaidThenCancelled);
    await closedLoop(20, 2, paidAtOnce);
    const rows: Row[] = [];
    const beside = async (what: string, ms: number, flood: number, count: number, one: () => Promise<void>) => {
      await providerTakes(ms);
      const quiet = await closedLoop(count, 1, one);
      await annPlaces(flood);
      await pause(1_000);
      const before = await waitingFor(shop);
      const busy = await closedLoop(count, 1, one);
      const after = await waitingFor(shop);
      rows.push({ what, quiet, busy, waiting: `${before} to ${after}` });
      await providerTakes(0);
      await drained(shop);
    };
    await beside(
      'placed and cancelled, beside a provider of 4 s',
      slowMs,
      sizes.slow,
      sizes.others,
      unpaidThenCancelled,
    );
    await beside('paid, beside a flood', usualMs, sizes.flood, sizes.others / 2, paidAtOnce);
    record('neighbours', [table(rows), await auditOf(shop)].join('\n\n'));
  } finally {
    await hangUp();
    await shop.stop();
  }
}

async function placeAndCancel(call: Call, productId: string): Promise<void> {
  const order = { items: [{ productId, quantity: 1 }], shippingAddress };
  const { id } = await expecting(201, call('POST', '/api/orders', order, { 'idempotency-key': randomUUID() }));
  await expecting(202, call('POST', `/api/orders/${id}/cancel`));
  while ((await expecting(200, call('GET', `/api/orders/${id}`)))['status'] !== 'CANCELLED') await pause(10);
}

/** Sets the provider's latency for calls that move money. */
async function slowProvider({ stack }: Shop): Promise<(delayMs: number) => Promise<void>> {
  const who = { email: developmentAdmin.ADMIN_EMAIL, password: developmentAdmin.ADMIN_PASSWORD };
  const { accessToken } = await expecting(200, caller(stack.urls['gateway']!)('POST', '/api/users/login', who));
  const url = `${stack.urls['payment-provider']}/faults`;
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
  const call = async (method: 'POST' | 'DELETE', fault?: object) => {
    const { statusCode, body } = await request(url, { method, headers, body: fault ? JSON.stringify(fault) : null });
    if (statusCode >= 300) throw new Error(`${method} /faults answered ${statusCode}: ${await body.text()}`);
    await body.dump();
  };
  return async (delayMs) => {
    await call('DELETE');
    if (delayMs === 0) return;
    for (const each of ['authorize', 'capture', 'void'])
      await call('POST', { at: `provider.${each}.before`, do: 'delay', delayMs, times: 1_000_000 });
  };
}

/** Sagas that wait for a place at payment-service. */
async function waitingFor({ stack }: Shop): Promise<number> {
  const { body } = await request(`${stack.urls['saga-orchestrator']}/metrics`);
  return Number(/saga_participant_waiting\{participant="payments"[^}]*\} (\d+)/.exec(await body.text())?.[1] ?? 0);
}

/** Waits until no saga is running. */
async function drained({ admin }: Shop): Promise<void> {
  while ((await expecting(200, admin('GET', '/api/sagas/summary'))).byState['RUNNING']! > 0) await pause(500);
}

interface Row {
  readonly what: string;
  readonly quiet: Load;
  readonly busy: Load;
  /** Sagas that wait at payments, before and after. */
  readonly waiting: string;
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, quiet, busy, waiting }) => {
    const [a, b] = [quiet, busy].map(({ latencies }) => [0.5, 0.99].map((q) => quantile(latencies, q)));
    const ratio = b![1]! / a![1]!;
    const cells = [...a!, ...b!].map((ms) => ms.toFixed(0));
    return `| ${[what, ...cells, ratio.toFixed(2), waiting].join(' | ')} |`;
  });
  return [
    `Orders of one customer, one after the other (aim: p99 at most ${aim} times the quiet one).`,
    [
      '| orders | p50 ms quiet | p99 ms quiet | p50 ms | p99 ms | p99 of quiet | others waiting at payments |',
      '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
      ...lines,
    ].join('\n'),
  ].join('\n\n');
}
