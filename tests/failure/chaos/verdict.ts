import type { Told } from './customer.js';
import type { Kind } from './plans.js';

/** An order as the shop has it when everything is over. */
export interface Kept {
  readonly id: string;
  readonly status: string;
  readonly cancelReason?: string;
  readonly items: readonly { productId: string; quantity: number }[];
  readonly updatedAt: string;
}

/** Pieces of a product: what there was, and what is said to be sold now. */
export interface Stock {
  readonly productId: string;
  readonly stocked: number;
  readonly sold: number;
  readonly reserved: number;
}

/** What went wrong, each line with the order's id. All empty: nothing was lost. */
export interface Verdict {
  readonly lost: string[];
  readonly doubled: string[];
  readonly oversold: string[];
  readonly unfinished: string[];
  /** An end other than the customer was told, or an answer that the contract does not have. */
  readonly otherwise: string[];
  /** How the orders ended, and how often. */
  readonly outcomes: Record<string, number>;
  /** Requests that never got a definite answer. */
  readonly unanswered: number;
}

const FINAL = ['CONFIRMED', 'CANCELLED'];

/** Compares what customers were told with what there is. Pure. */
export function judge(told: readonly Told[], kept: readonly Kept[], stock: readonly Stock[]): Verdict {
  const byId = new Map(kept.map((order) => [order.id, order]));
  const verdict: Verdict = {
    lost: [],
    doubled: [],
    oversold: [],
    unfinished: kept.filter(({ status }) => !FINAL.includes(status)).map(({ id, status }) => `${id} is ${status}`),
    otherwise: [],
    outcomes: tally(kept.map(({ status, cancelReason }) => cancelReason ?? status)),
    unanswered: told.filter(({ unanswered }) => unanswered !== undefined).length,
  };
  for (const one of told) {
    const [id, ...more] = one.orderIds;
    if (one.surprise) verdict.otherwise.push(`${id ?? `order ${one.plan.index}`}: ${one.surprise}`);
    if (more.length > 0) verdict.doubled.push(`one key became the orders ${[...one.orderIds].join(', ')}`);
    if (!id) continue;
    const order = byId.get(id);
    if (!order) verdict.lost.push(`${id} was answered ${one.placed?.status} and is not there`);
    else if (FINAL.includes(order.status)) verdict.otherwise.push(...disagreements(one, order));
  }
  const known = new Set(told.flatMap(({ orderIds }) => [...orderIds]));
  const unknownOrders = kept.filter(({ id }) => !known.has(id));
  const unacknowledged = told.filter(({ orderIds }) => orderIds.size === 0).length;
  if (unknownOrders.length > unacknowledged)
    verdict.doubled.push(
      `${unknownOrders.length} orders nobody was told of, ${unacknowledged} requests without an answer`,
    );
  verdict.oversold.push(...stock.flatMap((product) => oversold(product, kept)));
  return verdict;
}

/** Whether the verdict found anything. */
export const isClean = ({ lost, doubled, oversold: too, unfinished, otherwise }: Verdict): boolean =>
  [lost, doubled, too, unfinished, otherwise].every((list) => list.length === 0);

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

function disagreements({ plan, unanswered, surprise, quantity }: Told, order: Kept): string[] {
  // who got no answer, or a wrong one, was promised nothing
  if (unanswered !== undefined || surprise !== undefined) return [];
  const end = order.cancelReason ?? order.status;
  const pieces = order.items.reduce((sum, item) => sum + item.quantity, 0);
  const wanted = plan.kind === 'out of stock' ? 1000 : plan.kind === 'scarce' ? 1 : quantity;
  return [
    ...(EXPECTED[plan.kind].includes(end) ? [] : [`${order.id} (${plan.kind}) ended as ${end}`]),
    ...(pieces === wanted ? [] : [`${order.id} (${plan.kind}) holds ${pieces} pieces, told ${wanted}`]),
  ];
}

function oversold({ productId, stocked, sold, reserved }: Stock, kept: readonly Kept[]): string[] {
  const bought = kept
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
