import { unavailable } from '@shop/common/errors';
import type { ProductHold } from '../domain/holds.js';
import { inTakingOrder, quantityOf } from '../domain/lines.js';
import type { Order } from '../domain/order.js';
import type { Shop } from './shop.js';

/**
 * The holds to sell for the order, as a majority has them: one that an old read shows may have been replaced, and a sale of it would sell
 * nothing. Throws 503 when one is missing, as for an order that was read before it was changed.
 */
export const holdsToSell = ({ stock }: Pick<Shop, 'stock'>, { _id, lines }: Order): Promise<ProductHold[]> =>
  Promise.all(
    lines.map(async ({ productId, quantity }) => {
      const hold = await stock.holdOf(productId, _id);
      if (hold && hold.quantity >= quantity) return hold;
      throw unavailable(`Order ${_id} does not hold its ${productId}; it is tried again.`);
    }),
  );

/** How an order names the holds that it sells. */
export const saleOf = (holds: readonly ProductHold[]): NonNullable<Order['sale']> =>
  holds.map(({ productId, token }) => ({ productId, token }));

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
