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

/**
 * Sells the holds that the order has named. One that is not there any more, as a majority has it, was sold by an earlier attempt. `read`:
 * holds that were read just now.
 */
export async function sellHolds(shop: Shop, order: Order, read: readonly ProductHold[] = []): Promise<void> {
  const { _id, lines, sale = [] } = order;
  for (const { productId, token } of inTakingOrder(sale)) {
    const quantity = quantityOf(lines, productId);
    let hold = read.find((each) => each.token === token) ?? (await shop.stock.holdOf(productId, _id));
    while (hold?.token === token && !(await shop.stock.sell(hold, quantity)))
      hold = await shop.stock.holdOf(productId, _id);
  }
}
