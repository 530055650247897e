import { setTimeout as pause } from 'node:timers/promises';
import { measureBareCalls, type Costs } from './bare-calls.js';
import { hangUp } from './customers.js';
import { closedLoop } from './load.js';
import { record } from './report.js';
import { startServers } from './servers.js';
import { openShop, placeOneShot, placeTwoStep, type Shop } from './shop.js';
import { callOf, startSpanCounter, type CallOf, type Counts, type SpanCounter } from './span-counter.js';
import { whyOf } from './why-calls.js';

const sizes = { warmUp: 20, orders: 60, inFlight: 2 };
/** Time for an order's later calls, its events, mails and last spans, to arrive. */
const FOLLOW_MS = 8_000;
/** How long the calls of an idle shop are counted. */
const REST_MS = 10_000;

const orders = {
  'one-shot': (shop: Shop) => placeOneShot(shop, 'CONFIRMED'),
  'two-step': (shop: Shop) => placeTwoStep(shop),
  compensated: (shop: Shop) => placeOneShot(shop, 'CANCELLED'),
};
type Kind = keyof typeof orders;
const kinds = Object.keys(orders) as Kind[];

/** Counts the calls of each kind of order from the traces of all processes: callee and purpose. */
export async function benchCalls(): Promise<void> {
  const counter = await startSpanCounter();
  const shop = await openShop({ TRACE_SAMPLE: '1', TRACE_STORE: 'off', OTEL_EXPORTER_OTLP_ENDPOINT: counter.endpoint });
  let counted: Record<Kind | 'at rest', Counts>;
  try {
    for (const place of Object.values(orders)) await closedLoop(sizes.warmUp, sizes.inFlight, () => place(shop));
    await pause(FOLLOW_MS);
    const atRest = await countOf(counter, REST_MS, async () => undefined);
    counted = {
      'at rest': atRest,
      'one-shot': await ofOrders(counter, shop, 'one-shot', atRest),
      'two-step': await ofOrders(counter, shop, 'two-step', atRest),
      compensated: await ofOrders(counter, shop, 'compensated', atRest),
    };
  } finally {
    await hangUp();
    await shop.stop();
    await counter.close();
  }
  const servers = await startServers();
  const costs = await measureBareCalls(servers).finally(() => servers.stop());
  record('calls', table(counted, costs));
}

async function countOf(counter: SpanCounter, ms: number, work: () => Promise<unknown>): Promise<Counts> {
  counter.taken();
  const began = performance.now();
  await work();
  await pause(ms);
  const seconds = (performance.now() - began) / 1000;
  return new Map([...counter.taken()].map(([key, count]) => [key, count / seconds]));
}

/** The calls of one order, without those that an idle shop makes. Throws when spans were lost. */
async function ofOrders(counter: SpanCounter, shop: Shop, kind: Kind, atRest: Counts): Promise<Counts> {
  let seconds = FOLLOW_MS / 1000;
  const rates = await countOf(counter, FOLLOW_MS, async () => {
    seconds += (await closedLoop(sizes.orders, sizes.inFlight, () => orders[kind](shop))).seconds;
  });
  const each = new Map(
    [...rates].map(([key, rate]) => [key, ((rate - (atRest.get(key) ?? 0)) * seconds) / sizes.orders]),
  );
  const created = each.get('saga-orchestrator | gRPC | Orders/Create') ?? 0;
  if (Math.abs(created - 1) > 0.01) throw new Error(`Spans were lost: an order was created ${created} times.`);
  return each;
}

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);
const costOf = (costs: Costs, { kind, name }: CallOf): number =>
  costs[kind === 'MongoDB' && WRITES.has(name.split(' ')[0]!) ? 'MongoDB write' : kind];

function table(counted: Record<Kind | 'at rest', Counts>, costs: Costs): string {
  const keys = [...new Set(Object.values(counted).flatMap((counts) => [...counts.keys()]))].toSorted();
  const of = (kind: Kind | 'at rest', key: string) => counted[kind].get(key) ?? 0;
  // less than one call in two orders is a periodic poll, not a call of an order
  const shown = keys.filter((key) => kinds.some((kind) => of(kind, key) >= 0.5));
  const rows = shown.map((key) => {
    const call = callOf(key);
    const cells = kinds.map((kind) => figure(of(kind, key)));
    return `| ${call.process} | ${call.kind} | ${call.name} | ${cells.join(' | ')} | ${figure(of('at rest', key))} | ${costOf(costs, call).toFixed(2)} | ${whyOf(call)} |`;
  });
  const sums = kinds.map((kind) => {
    const total = shown.reduce((sum, key) => sum + of(kind, key) * costOf(costs, callOf(key)), 0);
    const count = (what: string) =>
      figure(shown.filter((key) => callOf(key).kind === what).reduce((sum, key) => sum + of(kind, key), 0));
    return `| ${kind} | ${count('gRPC')} | ${count('HTTP')} | ${count('MongoDB')} | ${count('Redis')} | ${total.toFixed(1)} |`;
  });
  return [
    `Calls of ${sizes.orders} orders of each kind, ${sizes.inFlight} in flight, everything traced, until their events and mails were through; and what the processes ask for in a second in which nothing happens. "ms" is the CPU that such a call costs, both sides together, when it does next to nothing.`,
    [
      '| order | gRPC | HTTP | MongoDB | Redis | ms of CPU for bare calls |',
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      ...sums,
    ].join('\n'),
    [
      `| process | to | call | ${kinds.join(' | ')} | a second at rest | ms | what for |`,
      '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
}

const figure = (value: number): string => (value < 0.05 ? '' : value.toFixed(1).replace(/\.0$/, ''));
