import { conflict, type Problem } from '@shop/common/errors';
import { LIMITS } from './limits.js';
import { quantityOf } from './lines.js';
import type { Line, Order } from './order.js';
import { notChangeable } from './refusals.js';

/** The requested result of a change of a confirmed order, as the order was when the change was requested. */
export interface WantedChange {
  changeId: string;
  orderId: string;
  /** The order's revision when the change was priced: for a later one the difference may be another. */
  revision: number;
  lines: Line[];
  totalMinor: number;
}

/** The pieces that `after` has and `before` lacks, as lines. */
export const piecesMore = (before: readonly Line[], after: readonly Line[]): Line[] =>
  after
    .map((line) => ({ ...line, quantity: line.quantity - quantityOf(before, line.productId) }))
    .filter(({ quantity }) => quantity > 0);

/** Why a confirmed order cannot be changed now, by anybody; undefined when it can. `isUnderWay`: another change is running. */
export function refusalOfPaidChange(order: Order, isUnderWay: boolean): Problem | undefined {
  if (order.status === 'CANCELLED' || order.cancelling)
    return conflict('ORDER_CANCELLED', 'This order is cancelled or being cancelled; nothing of it is changed.');
  if (order.status !== 'CONFIRMED' || order.stock !== 'SOLD')
    return notChangeable('Only a confirmed order is changed so; before its payment change it with PUT.');
  if (order.shippingAt) return notChangeable('This order is confirmed for shipping and stays as it is.');
  if (isUnderWay) return notChangeable('Another change of this order is under way; try again when it has ended.');
  if ((order.paidChanges?.length ?? 0) >= LIMITS.paidChanges)
    return notChangeable(`A confirmed order is changed at most ${LIMITS.paidChanges} times; place another one.`);
  return undefined;
}
