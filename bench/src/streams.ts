import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { developmentAdmin } from '@shop/topology/processes';
import { caller, expecting } from './customers.js';
import { closedLoop, quantile } from './load.js';
import { cpuMs, memoryMiB } from './procfs.js';
import { record } from './report.js';
import { openShop, placeUnpaid, type Shop } from './shop.js';

/** The most that one gateway accepts. */
const streams = 10_000;
const orders = 32;
const restSeconds = 60;

interface Rest {
  /** Milliseconds of CPU a second, by process. */
  readonly cpu: Record<string, number>;
  /** Milliseconds of requests that are sent one after the other meanwhile. */
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** What open event streams cost a gateway and order-service, and what they do to other requests. */
export async function benchStreams(): Promise<void> {
  const shop = await openShop();
  const sockets: Socket[] = [];
  try {
    const gateway = shop.stack.urls['gateway']!;
    const placed: string[] = [];
    for (let count = 0; count < orders; count += 1) placed.push((await placeUnpaid(shop)).orderId);
    const before = await rest(shop, gateway);
    const memory = memoryMiB(shop.pids)['gateway']!;
    const login = { email: developmentAdmin.ADMIN_EMAIL, password: developmentAdmin.ADMIN_PASSWORD };
    const { accessToken } = await expecting(200, caller(gateway)('POST', '/api/users/login', login));
    let cancelled = 0;
    await closedLoop(streams, 64, async () => {
      const path = `/api/orders/${placed[sockets.length % orders]!}/events`;
      sockets.push(await openStream(gateway, path, accessToken, () => (cancelled += 1)));
    });
    const kib = ((memoryMiB(shop.pids)['gateway']! - memory) * 1024) / streams;
    const open = await rest(shop, gateway);
    const began = performance.now();
    const key = { 'idempotency-key': randomUUID() };
    await expecting(202, shop.admin('POST', `/api/orders/${placed[0]!}/cancel`, {}, key));
    const watched = Math.ceil(streams / orders);
    while (cancelled < watched && performance.now() - began < 30_000) await pause(5);
    if (cancelled < watched) throw new Error(`${cancelled} of ${watched} streams showed the cancellation.`);
    const told = performance.now() - began;
    record('streams', [summary(kib, watched, told), table(before, open)].join('\n\n'));
  } finally {
    for (const socket of sockets) socket.destroy();
    await shop.stop();
  }
}

/** Opens a stream; resolves once its answer has begun. Calls `onCancelled` when it shows the cancellation. */
function openStream(gateway: string, path: string, token: string, onCancelled: () => void): Promise<Socket> {
  const { hostname, port } = new URL(gateway);
  const socket = connect(Number(port), hostname);
  socket.setEncoding('latin1');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.once('data', (first: string) =>
      first.startsWith('HTTP/1.1 200') ? resolve(socket) : reject(new Error(first.slice(0, 200))),
    );
    socket.on('data', (text: string) => {
      if (text.includes('"CANCELLED"')) onCancelled();
    });
  });
}

async function rest({ pids }: Shop, gateway: string): Promise<Rest> {
  const health = caller(gateway);
  const before = cpuMs(pids);
  const latencies: number[] = [];
  for (const end = performance.now() + restSeconds * 1000; performance.now() < end; await pause(20)) {
    const began = performance.now();
    await health('GET', '/health/live');
    latencies.push(performance.now() - began);
  }
  const after = cpuMs(pids);
  latencies.sort((one, other) => one - other);
  const cpu = Object.fromEntries(Object.keys(pids).map((name) => [name, (after[name]! - before[name]!) / restSeconds]));
  return { cpu, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), longest: latencies.at(-1)! };
}

const summary = (kib: number, watched: number, told: number): string =>
  `${streams} event streams of ${orders} orders on one gateway: **${kib.toFixed(0)} KiB of it each**. ` +
  `The ${watched} streams of an order show its cancellation ${told.toFixed(0)} ms after it was asked for.`;

function table(before: Rest, open: Rest): string {
  const row = (name: string, figure: (rest: Rest) => number) =>
    `| ${name} | ${figure(before).toFixed(1)} | ${figure(open).toFixed(1)} |`;
  const busy = ['gateway', 'order-service', 'user-service'];
  return [
    '| | none open | all open |',
    '| --- | ---: | ---: |',
    ...busy.map((name) => row(`${name}, CPU ms a second`, ({ cpu }) => cpu[name]!)),
    row('another request, p50 ms', ({ p50 }) => p50),
    row('p99 ms', ({ p99 }) => p99),
    row('the longest, ms', ({ longest }) => longest),
  ].join('\n');
}
