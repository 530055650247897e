import { performance } from 'node:perf_hooks';
import { v7 } from 'uuid';
import { ADDRESS, startService } from '../order-service/test/support/service.js';

/**
 * One product under many orders at once: each is created, reserved and confirmed over gRPC, as its saga would, while
 * somebody keeps reading the product. Prints orders a second and the slowest answers.
 * Run: node --import tsx bench/one-product.ts [orders]
 */
const orders = Number(process.argv[2] ?? 500);
const service = await startService();
await service.product('hot', 100, 10 * orders);

const times: Record<string, number[]> = { create: [], reserve: [], confirm: [], read: [] };
const timed = async (name: string, work: () => Promise<unknown>) => {
  const began = performance.now();
  await work();
  times[name]!.push(performance.now() - began);
};
/** Every order's `name` at once. */
const phase = async (name: string, each: (id: string) => Promise<unknown>) => {
  const began = performance.now();
  await Promise.all(ids.map((id) => timed(name, () => each(id))));
  return performance.now() - began;
};
const ids = Array.from({ length: orders }, () => v7());
const long = { deadlineMs: 60_000 };
let over = false;
const reading = (async () => {
  while (!over) await timed('read', () => service.as()('GET', '/api/products/hot'));
})();
const took = {
  create: await phase('create', (orderId) =>
    service.orders.call(
      'Create',
      { orderId, userId: 'u', lines: [{ productId: 'hot', quantity: 1 }], shippingAddress: ADDRESS },
      long,
    ),
  ),
  reserve: await phase('reserve', (orderId) => service.stock.call('Reserve', { orderId }, long)),
  confirm: await phase('confirm', (orderId) => service.orders.call('Confirm', { orderId }, long)),
};
over = true;
await reading;

const percentile = (values: number[], share: number) =>
  values.sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!.toFixed(0);
for (const [name, values] of Object.entries(times)) {
  const whole = took[name as keyof typeof took];
  const rate = whole === undefined ? '' : `${Math.round((orders / whole) * 1000)}/s, `;
  console.log(
    `${name}: ${values.length} calls, ${rate}p50 ${percentile(values, 0.5)} ms, p99 ${percentile(values, 0.99)} ms`,
  );
}
console.log((await service.as()('GET', '/api/products/hot')).body.stock);
await service.stop();
