import type { CustomerRecord } from './customer.js';
import type { Kind } from './plans.js';

/** An order in the shop's database after the run. */
export interface StoredOrder {
  readonly id: string;
  readonly status: string;
  readonly cancelReason?: string;
  readonly items: readonly { productId: string; quantity: number }[];
  readonly updatedAt: string;
}

/** The stock of a product: before the run, and what counts as sold after it. */
export interface Stock {
  readonly productId: string;
  readonly stocked: number;
  readonly sold: number;
  readonly reserved: number;
}

/** The findings, each a line with the order's id. All are empty when everything is correct. */
export interface Verdict {
  readonly lost: string[];
  readonly doubled: string[];
  readonly oversold: string[];
  readonly unfinished: string[];
  /** Outcomes other than the customer was told, and undocumented answers. */
  readonly unexpected: string[];
  /** The number of orders by outcome. */
  readonly outcomes: Record<string, number>;
  /** Requests that never got a definite answer. */
  readonly unanswered: number;
}

const FINAL = ['CONFIRMED', 'CANCELLED'];

/** Compares the answers to customers with the shop's data. Pure. */
export function judge(
  records: readonly CustomerRecord[],
  stored: readonly StoredOrder[],
  stock: readonly Stock[],
): Verdict {
  const byId = new Map(stored.map((order) => [order.id, order]));
  const verdict: Verdict = {
    lost: [],
    doubled: [],
    oversold: [],
    unfinished: stored.filter(({ status }) => !FINAL.includes(status)).map(({ id, status }) => `${id} is ${status}`),
    unexpected: [],
    outcomes: tally(stored.map(({ status, cancelReason }) => cancelReason ?? status)),
    unanswered: records.filter(({ unanswered }) => unanswered !== undefined).length,
  };
  for (const one of records) {
    const [id, ...more] = one.orderIds;
    if (one.surprise) verdict.unexpected.push(`${id ?? `order ${one.plan.index}`}: ${one.surprise}`);
    if (more.length > 0) verdict.doubled.push(`one key became the orders ${[...one.orderIds].join(', ')}`);
    if (!id) continue;
    const order = byId.get(id);
    if (!order) verdict.lost.push(`${id} was answered ${one.placed?.status} and is not there`);
    else if (FINAL.includes(order.status)) verdict.unexpected.push(...disagreements(one, order));
  }
  const known = new Set(records.flatMap(({ orderIds }) => [...orderIds]));
  const unknownOrders = stored.filter(({ id }) => !known.has(id));
  const unacknowledged = records.filter(({ orderIds }) => orderIds.size === 0).length;
  if (unknownOrders.length > unacknowledged)
    verdict.doubled.push(
      `${unknownOrders.length} orders that no customer knows, ${unacknowledged} requests without an answer`,
    );
  verdict.oversold.push(...stock.flatMap((product) => oversold(product, stored)));
  return verdict;
}

/** Whether the verdict found anything. */
export const isClean = ({ lost, doubled, oversold: too, unfinished, unexpected }: Verdict): boolean =>
  [lost, doubled, too, unfinished, unexpected].every((list) => list.length === 0);

const EXPECTED: Record<Kind, readonly string[]> = {
  'one-shot': ['CONFIRMED'],
  'two-step': ['CONFIRMED'],
  changed: ['CONFIRMED'],
  cancelled: ['CUSTOMER_CANCELLED'],
  'declined at once': ['PAYMENT_DECLINED'],
  'declined later': ['PAYMENT_DECLINED'],
  'out of stock': ['OUT_OF_STOCK'],
  scarce: ['CONFIRMED', 'OUT_OF_STOCK'],
};

function disagreements({ plan, unanswered, surprise, quantity }: CustomerRecord, order: StoredOrder): string[] {
  // without a documented answer any outcome is correct
  if (unanswered !== undefined || surprise !== undefined) return [];
  const end = order.cancelReason ?? order.status;
  const pieces = order.items.reduce((sum, item) => sum + item.quantity, 0);
  const wanted = plan.kind === 'out of stock' ? 1000 : plan.kind === 'scarce' ? 1 : quantity;
  return [
    ...(EXPECTED[plan.kind].includes(end) ? [] : [`${order.id} (${plan.kind}) ended as ${end}`]),
    ...(pieces === wanted ? [] : [`${order.id} (${plan.kind}) holds ${pieces} pieces, not ${wanted}`]),
  ];
}

function oversold({ productId, stocked, sold, reserved }: Stock, stored: readonly StoredOrder[]): string[] {
  const bought = stored
    .filter(({ status }) => status === 'CONFIRMED')
    .flatMap(({ items }) => items.filter((item) => item.productId === productId))
    .reduce((sum, { quantity }) => sum + quantity, 0);
  return [
    ...(bought > stocked ? [`${productId}: ${bought} confirmed, ${stocked} in stock`] : []),
    ...(bought === sold ? [] : [`${productId}: ${bought} confirmed, ${sold} counted as sold`]),
    ...(reserved === 0 ? [] : [`${productId}: ${reserved} still reserved`]),
  ];
}

function tally(ends: readonly string[]): Record<string, number> {
  const count: Record<string, number> = {};
  for (const end of ends) count[end] = (count[end] ?? 0) + 1;
  return count;
}
