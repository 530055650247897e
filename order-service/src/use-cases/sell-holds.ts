import type { ProductHold } from '../domain/holds.js';
import { inTakingOrder, quantityOf } from '../domain/lines.js';
import type { Order } from '../domain/order.js';
import type { Shop } from './shop.js';

/** The holds to sell for these lines. Throws when one of them is missing. */
export function saleOf(
  orderId: string,
  lines: Order['lines'],
  holds: readonly ProductHold[],
): NonNullable<Order['sale']> {
  return lines.map(({ productId, quantity }) => {
    const hold = holds.find((each) => each.productId === productId);
    if (!hold || hold.quantity < quantity) throw new Error(`Order ${orderId} does not hold its ${productId}`);
    return { productId, token: hold.token };
  });
}

/** True for a hold that the order has named for its sale. */
export const isOfSale = ({ sale }: Order, hold: ProductHold): boolean =>
  sale?.some(({ token }) => token === hold.token) ?? false;

/** Sells those holds that the order has named. A missing one was sold by an earlier attempt. */
export async function sellHolds(shop: Shop, order: Order, holds: readonly ProductHold[]): Promise<void> {
  for (const hold of inTakingOrder(holds)) if (isOfSale(order, hold)) await sell(shop, order, hold);
}

async function sell(shop: Shop, order: Order, hold: ProductHold): Promise<void> {
  const quantity = quantityOf(order.lines, hold.productId);
  for (let now: ProductHold | undefined = hold; now && !(await shop.stock.sell(now, quantity));)
    now = (await shop.stock.holdsOf(order._id)).find(({ token }) => token === hold.token);
}
