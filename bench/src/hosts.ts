import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { label, shopTopology, type ProcessSpec, type Topology } from '@shop/dev/topology';
import type { Stack } from '@shop/dev/stack';
import { processNames, type ProcessName } from '@shop/topology/processes';
import { caller, expecting, hangUp, storeCard, type Call } from './customers.js';
import { closedLoop, quantile } from './load.js';
import { makeNetwork, type Network } from './network.js';
import { publish, rateRatio } from './report.js';
import { inRounds } from './rounds.js';
import { startServers } from './servers.js';
import { auditOf, openShop, placeOneShot, shippingAddress, type Shop } from './shop.js';
import { warmUp } from './warm-up.js';

const sizes = { rounds: 3, warmUp: 400, loaded: 400 };
const hosts = 4;
/** The host that is taken off the network. */
const lostHost = 1;
const lostMs = 30_000;
/** Within this time the others have noticed. */
const noticedMs = 10_000;
/** After this long a client gives up a request and sends it again. */
const timeLimitMs = 5_000;
/** The simulator of the payment provider is not ours to replicate. */
const twice = processNames.filter((name) => name !== 'payment-provider');

/**
 * A shop on one host, and one with two of each process on four hosts (network namespaces), with Redis and the store on a fifth; then one
 * of the four leaves the network for half a minute amid orders.
 */
export async function benchHosts(): Promise<void> {
  const network = makeNetwork(hosts);
  const data = await startServers(network.own);
  const given = { REDIS_URL: data.redisUrl, MONGODB_URI: data.mongoUri };
  const shops: Shop[] = [];
  try {
    const one = await openShop();
    shops.push(one);
    const spread = await openShop(given, Object.fromEntries(twice.map((name) => [name, 2])), onHosts(network));
    shops.push(spread);
    const systems = [
      { name: 'one host', shop: one, pids: one.pids },
      { name: `${hosts} hosts, two of each`, shop: spread, pids: { ...spread.pids, ...data.pids } },
    ];
    for (const { name, shop } of systems) await warmUp(name, sizes.warmUp, 64, () => placeOneShot(shop, 'CONFIRMED'));
    const results = await inRounds(
      sizes.rounds,
      systems.map(({ name, shop, pids }) => ({
        name,
        pids,
        run: () => closedLoop(sizes.loaded, 64, () => placeOneShot(shop, 'CONFIRMED')),
      })),
    );
    const lost = await loseHost(spread, network);
    publish({
      name: 'hosts',
      unit: 'order',
      results,
      facts: [`One host: ${await auditOf(one)} Four hosts: ${await auditOf(spread)}`, lost],
      ratios: [rateRatio('Four hosts, of one', results, [systems[1]!.name, systems[0]!.name])],
    });
  } finally {
    await hangUp();
    await Promise.all(shops.map((shop) => shop.stop()));
    await data.stop();
    network.remove();
  }
}

/** The host of a process, from 1: the replicas of one are on different hosts. */
const hostOf = (name: ProcessName, replica: number) => ((processNames.indexOf(name) + 2 * (replica - 1)) % hosts) + 1;

/** The usual topology, each process on its host. */
function onHosts(network: Network): Topology {
  return (setting) => {
    const specs = shopTopology(setting);
    const addressOf = ({ name, replica }: ProcessSpec) => network.address(hostOf(name as ProcessName, replica));
    const byPort = new Map(
      specs.flatMap((spec) => [spec.restPort, spec.grpcPort].map((port) => [String(port), addressOf(spec)])),
    );
    const moved = (value: string) =>
      value.replace(/127\.0\.0\.1:(\d+)/g, (address, port: string) =>
        byPort.has(port) ? `${byPort.get(port)}:${port}` : address,
      );
    // nothing is given: the launcher would refuse a HOST that is not an address of this machine
    return specs.map((spec) => ({
      ...spec,
      given: {},
      under: network.under(hostOf(spec.name as ProcessName, spec.replica)),
      env: {
        ...Object.fromEntries(Object.entries(spec.env).map(([name, value]) => [name, moved(value)])),
        HOST: addressOf(spec),
      },
    }));
  };
}

/** What clients saw of orders that were placed while a host was off the network. */
interface Seen {
  readonly statuses: Record<string, number>;
  /** Requests that were answered with an error, or not at all, and sent again. */
  again: number;
  /** When the orders were answered, milliseconds after the host left, and how long each took. */
  readonly orders: { readonly at: number; readonly took: number }[];
}

/**
 * Places orders while a host is off the network, as clients that keep to a gateway as long as it answers, and send a request again with its
 * key, to the other, until it is answered; returns what they saw.
 */
async function loseHost({ stack, products }: Shop, network: Network): Promise<string> {
  const gateways = [stack.urls['gateway']!, stack.urls['gateway-2']!];
  const { calls, paymentMethodId } = await customerOf(gateways);
  const seen: Seen = { statuses: {}, again: 0, orders: [] };
  const began = performance.now();
  let turn = 0;
  /** Places one order, at this gateway first; returns the one that answered. */
  const place = async (first: number) => {
    const mine = turn++;
    const items = [{ productId: products[mine % products.length]!, quantity: 1 }];
    const headers = { prefer: 'wait=4', 'idempotency-key': randomUUID() };
    const from = performance.now();
    for (let gateway = first; ; gateway = (gateway + 1) % calls.length) {
      const body = { items, shippingAddress, paymentMethodId };
      const answer = await Promise.race([
        calls[gateway]!('POST', '/api/orders', body, headers).catch(() => undefined),
        pause(timeLimitMs, undefined, { ref: false }),
      ]);
      if (answer?.status === 201 || answer?.status === 202) {
        const status = String(answer.body['status']);
        seen.statuses[status] = (seen.statuses[status] ?? 0) + 1;
        seen.orders.push({ at: from - began, took: performance.now() - from });
        return gateway;
      }
      seen.again += 1;
      await pause(200);
    }
  };
  network.plug(lostHost, false);
  const client = async (_: unknown, mine: number) => {
    let gateway = mine % calls.length;
    while (performance.now() - began < lostMs + noticedMs) gateway = await place(gateway);
  };
  const back = pause(lostMs).then(() => network.plug(lostHost, true));
  await Promise.all([back, ...Array.from({ length: 16 }, client)]);
  return summaryOf(seen, stack);
}

/** A customer with a card, who calls at each of the gateways. */
async function customerOf(gateways: readonly string[]): Promise<{ calls: Call[]; paymentMethodId: string }> {
  const who = { email: `${randomUUID()}@example.com`, password: randomUUID() };
  const anonymous = caller(gateways[0]!);
  await expecting(201, anonymous('POST', '/api/users/register', { ...who, name: 'Bench' }));
  const { accessToken } = await expecting(200, anonymous('POST', '/api/users/login', who));
  const calls = gateways.map((gateway) => caller(gateway, accessToken));
  return { calls, paymentMethodId: await storeCard(calls[0]!, '4242424242424242') };
}

function summaryOf({ statuses, again, orders }: Seen, { processes }: Stack): string {
  const rate = (from: number, to: number) => {
    const answered = orders.filter(({ at, took }) => at + took >= from && at + took < to);
    return (answered.length / ((to - from) / 1000)).toFixed(0);
  };
  const took = orders.map((order) => order.took).toSorted((one, other) => one - other);
  const ended = Object.entries(statuses).map(([status, count]) => `${count} ${status}`);
  const lost = processes
    .filter(({ name, replica }) => hostOf(name as ProcessName, replica) === lostHost)
    .map(({ name, replica }) => label(name, replica))
    .join(', ');
  return (
    `Host ${lostHost} (${lost}) left the network for ${lostMs / 1000} s, 16 in flight, each request sent again after ${timeLimitMs / 1000} s or an error: ` +
    `${ended.join(', ')}; ${again} requests were sent again. ${rate(0, noticedMs)} orders a second in the first ${noticedMs / 1000} s, ` +
    `${rate(noticedMs, lostMs)} until it was back, ${rate(lostMs, lostMs + noticedMs)} after that; p50 ${quantile(took, 0.5).toFixed(0)} ms, ` +
    `the longest ${(took.at(-1)! / 1000).toFixed(1)} s.`
  );
}
