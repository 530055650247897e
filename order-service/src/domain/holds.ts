import { minutes } from '@shop/common/time';
import { quantityOf } from './lines.js';
import type { Order } from './order.js';

/** Pieces of one product that are set aside for an order. */
export interface Hold {
  orderId: string;
  quantity: number;
  /** New for every hold, so that a sale names exactly the hold that it means. */
  token: string;
  /** The revision of the change that touched it last; 0 from reserve. */
  stamp: number;
  at: Date;
}

/** A hold and its product. */
export interface ProductHold extends Hold {
  productId: string;
}

/** A hold without an order, or a change, older than this was left by a process that died; milliseconds. */
export const ABANDONED_AFTER = minutes(1);

type HeldBy = Pick<Order, 'stock' | 'lines' | 'change'>;

/**
 * How many pieces of a hold its order is entitled to. It is never more than the hold has: a change takes what it needs before the order
 * records it. While stock is being taken or sold it is left to the saga.
 */
export function entitled(order: HeldBy | null, hold: ProductHold, now: Date): number {
  if (!order) return now.getTime() - hold.at.getTime() > ABANDONED_AFTER ? 0 : hold.quantity;
  switch (order.stock) {
    case 'NONE':
    case 'SELLING':
      return hold.quantity;
    case 'HELD':
      return Math.min(
        hold.quantity,
        Math.max(quantityOf(order.lines, hold.productId), quantityOf(order.change?.lines ?? [], hold.productId)),
      );
    case 'RELEASED':
    case 'SOLD':
    case 'RESTOCKED':
      return 0;
  }
}
