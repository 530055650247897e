import type { Product } from '../../dist/data/product.model.js';
import { quantityOf } from '../../dist/domain/lines.js';
import type { Order } from '../../dist/domain/order.js';
import type { Outcome } from './history.js';

/** The invariants that are broken once everything has ended, each in a sentence. */
export async function violations(
  outcomes: readonly Outcome[],
  products: readonly Product[],
  read: (id: string) => Promise<Order | null>,
): Promise<string[]> {
  const broken: string[] = [];
  const orders = new Map<string, Order>();
  for (const outcome of outcomes) {
    const order = await read(outcome.orderId);
    if (order) orders.set(order._id, order);
    broken.push(...ofOrder(outcome, order));
    for (const changeId of outcome.changes) {
      const holder = await read(changeId);
      if (holder && holder.stock !== 'RELEASED' && holder.stock !== 'RESTOCKED')
        broken.push(`${changeId} has not ended: its stock is ${holder.stock}`);
    }
  }
  for (const product of products) broken.push(...ofProduct(product, orders));
  return broken;
}

const ENDS: Record<Outcome['state'], readonly [status: string, stock: string]> = {
  open: ['AWAITING_PAYMENT', 'HELD'],
  undone: ['CANCELLED', 'RELEASED'],
  confirmed: ['CONFIRMED', 'SOLD'],
  cancelled: ['CANCELLED', 'RESTOCKED'],
};

function ofOrder({ orderId, state, lines }: Outcome, order: Order | null): string[] {
  if (!order) return [`${orderId} is not there`];
  const broken: string[] = [];
  const told = `${orderId} is ${order.status} and its stock ${order.stock}`;
  const [status, stock] = ENDS[state];
  if (order.status !== status || order.stock !== stock) broken.push(`${told}, and was to be ${state}`);
  const has = (of: readonly { productId: string; quantity: number }[]) =>
    of
      .map(({ productId, quantity }) => `${quantity} ${productId}`)
      .sort()
      .join(', ');
  if (lines && !order.tombstone && has(lines) !== has(order.lines))
    broken.push(`${orderId} has ${has(order.lines)}, and was told ${has(lines)}`);
  if (order.paidChange?.state === 'RUNNING') broken.push(`${told}: a change is running for ever`);
  if (order.change) broken.push(`${told}: an unpaid change never ended`);
  if (order.history.some(({ seq }, index) => seq !== index + 1)) broken.push(`${told}: its history has gaps`);
  return broken;
}

function ofProduct(product: Product, orders: ReadonlyMap<string, Order>): string[] {
  const { _id, available, reserved, sold, stocked, holds } = product;
  const broken: string[] = [];
  const told = `${_id} has ${available} available, ${reserved} reserved and ${sold} sold of ${stocked}`;
  if (available < 0 || available + reserved + sold !== stocked) broken.push(`${told}: they do not add up`);
  if (holds.reduce((sum, { quantity }) => sum + quantity, 0) !== reserved)
    broken.push(`${told}: the holds have another sum`);
  const pieces = (stock: Order['stock']) =>
    [...orders.values()]
      .filter((order) => order.stock === stock)
      .reduce((sum, { lines }) => sum + quantityOf(lines, _id), 0);
  if (sold !== pieces('SOLD')) broken.push(`${told}: the orders have bought ${pieces('SOLD')}`);
  for (const { orderId, quantity } of holds)
    if (orders.get(orderId)?.stock !== 'HELD') broken.push(`${told}: ${orderId} holds ${quantity} for ever`);
  if (reserved !== pieces('HELD')) broken.push(`${told}: the orders hold ${pieces('HELD')}`);
  return broken;
}
