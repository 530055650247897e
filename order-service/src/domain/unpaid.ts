import type { Problem } from '@shop/common/errors';
import { LIMITS } from './limits.js';
import { quantityOf } from './lines.js';
import type { Line, Order } from './order.js';
import { holdLimit, tooManyUnpaidOrders } from './refusals.js';

/** How many pieces of which product. */
export type Pieces = Pick<Line, 'productId' | 'quantity'>;

/** An order that is neither confirmed nor cancelled, as it counts against its customer's limits. */
export interface UnpaidOrder {
  orderId: string;
  lines: Pieces[];
  at: Date;
  /** Changes under way: until one ends, its lines count too. */
  changes: { id: string; lines: Pieces[]; at: Date }[];
}

/** The unpaid orders of one customer; the id is the customer's. */
export interface UnpaidOrders {
  _id: string;
  /** Increases with every write. */
  revision: number;
  orders: UnpaidOrder[];
  /** Pieces by product, by `pieceKey`: the sum of `orders`, so that one guarded update can check and add. */
  pieces: Record<string, number>;
}

/** A product's field in `pieces`: dots would be paths, and no id contains `%`. */
export const pieceKey = (productId: string): string => `p:${productId.replaceAll('.', '%')}`;

/** Pieces of one product that an order may hold: the maximum over its lines and every change under way. */
const mostOf = ({ lines, changes }: UnpaidOrder, productId: string): number =>
  Math.max(quantityOf(lines, productId), ...changes.map((change) => quantityOf(change.lines, productId)));

/** The pieces of all `orders` together, for `UnpaidOrders.pieces`. */
export function piecesOf(orders: readonly UnpaidOrder[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const order of orders) {
    const products = new Set(
      [order.lines, ...order.changes.map(({ lines }) => lines)].flat().map(({ productId }) => productId),
    );
    for (const productId of products) {
      const key = pieceKey(productId);
      sums[key] = (sums[key] ?? 0) + mostOf(order, productId);
    }
  }
  return sums;
}

/** Why one more order with these lines is refused; undefined when it fits. */
export function refusalOfOneMore(orders: readonly UnpaidOrder[], lines: readonly Pieces[]): Problem | undefined {
  if (orders.length >= LIMITS.unpaidOrders) return tooManyUnpaidOrders();
  const pieces = piecesOf(orders);
  const over = lines.find(
    ({ productId, quantity }) => (pieces[pieceKey(productId)] ?? 0) + quantity > LIMITS.unpaidPieces,
  );
  return over && holdLimit(over.productId);
}

/**
 * Why a change to `lines` is refused; undefined when it fits. `orders` already include it; quantities that an order had before are never
 * refused.
 */
export function refusalOfChange(
  orders: readonly UnpaidOrder[],
  before: readonly Pieces[],
  lines: readonly Pieces[],
): Problem | undefined {
  const pieces = piecesOf(orders);
  const over = lines.find(
    ({ productId, quantity }) =>
      quantity > quantityOf(before, productId) && pieces[pieceKey(productId)]! > LIMITS.unpaidPieces,
  );
  return over && holdLimit(over.productId);
}

/**
 * The entries, updated from the orders: those of ended orders are removed, the others have their order's lines. What began after `since`
 * may still be under way: an entry without an order, or a change, counts until it is older.
 */
export const refreshed = (
  entries: readonly UnpaidOrder[],
  orders: ReadonlyMap<string, Pick<Order, 'status' | 'lines'>>,
  since: Date,
): UnpaidOrder[] =>
  entries.flatMap((entry) => {
    const order = orders.get(entry.orderId);
    if (order ? order.status === 'CONFIRMED' || order.status === 'CANCELLED' : entry.at < since) return [];
    const changes = entry.changes.filter(({ at }) => at >= since);
    return [{ ...entry, lines: order ? piecesOfLines(order.lines) : entry.lines, changes }];
  });

/** Lines with only the fields that count. */
export const piecesOfLines = (lines: readonly Pieces[]): Pieces[] =>
  lines.map(({ productId, quantity }) => ({ productId, quantity }));
