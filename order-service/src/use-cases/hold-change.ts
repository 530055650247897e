import type { Problem } from '@shop/common/errors';
import { inTakingOrder } from '../domain/lines.js';
import type { Order } from '../domain/order.js';
import { piecesMore, refusalOfPaidChange, type WantedChange } from '../domain/paid-change.js';
import { existing, notChangeable, outOfStock, problemOf, productNotFound, refusalOf } from '../domain/refusals.js';
import { tombstone } from '../domain/tombstone.js';
import { isChangeUnderWay } from './paid-change-under-way.js';
import { releaseHolds } from './release-holds.js';
import type { Shop } from './shop.js';
import { untilWritten } from './until-written.js';
import { withdrawChange } from './withdraw-change.js';

/**
 * Begins a change of a confirmed order: no other change can begin, and the additional pieces are held, all or nothing. The order stays as
 * it is. Sent again it gives the same answer, a refusal included. Throws ORDER_NOT_FOUND, ORDER_NOT_CHANGEABLE, ORDER_CANCELLED,
 * OUT_OF_STOCK, PRODUCT_NOT_FOUND.
 */
export async function holdChange(shop: Shop, wanted: WantedChange): Promise<void> {
  const holder = await holderOf(shop, wanted);
  if (holder.stock === 'RELEASED') throw refusalIn(holder);
  // it was applied already
  if (holder.stock !== 'HELD') return;
  if (!(await claim(shop, wanted))) return;
  for (const { productId, quantity } of inTakingOrder(holder.lines)) {
    const taken = await shop.stock.take(productId, holder._id, quantity);
    if (taken === 'short') await refuse(shop, wanted, outOfStock(productId));
    if (taken === 'unknown') await refuse(shop, wanted, productNotFound(productId));
  }
  // a withdrawal may have come meanwhile: it did not see what was taken after it
  const now = existing(await shop.orders.findCommitted(holder._id));
  if (now.stock !== 'RELEASED') return;
  await withdrawChange(shop, { ...wanted, reason: now.refusal?.code ?? 'FAILED' });
  await releaseHolds(shop, holder._id);
  throw refusalIn(now);
}

/** The document that holds the stock for the change, in whose name every release gives back only what it is not entitled to. */
async function holderOf(shop: Shop, { changeId, orderId, revision, lines }: WantedChange): Promise<Order> {
  const there = await shop.orders.findCommitted(changeId);
  if (there) return there;
  const order = existing(await shop.orders.findCommitted(orderId));
  if (order.tombstone) existing(null);
  const isStale = order.revision !== revision;
  const made: Order = {
    ...tombstone(changeId, new Date()),
    changeOf: orderId,
    currency: order.currency,
    lines: piecesMore(order.lines, lines),
    less: piecesMore(lines, order.lines),
    ...(isStale ? { refusal: refusalOf(await staleOrOther(shop, order)) } : { stock: 'HELD' as const }),
  };
  return (await shop.orders.insert(made)) ? made : existing(await shop.orders.findCommitted(changeId));
}

const staleOrOther = async (shop: Shop, order: Order): Promise<Problem> =>
  refusalOfPaidChange(order, await isChangeUnderWay(shop, order)) ??
  notChangeable('This order was changed meanwhile; look at it, and ask for the change again.');

/** Records the change in its order; false when it was applied already. Throws the refusal when the order cannot be changed. */
async function claim(shop: Shop, wanted: WantedChange): Promise<boolean> {
  const { changeId, orderId, revision, lines, totalMinor } = wanted;
  const claimed = await untilWritten(async () => {
    const order = existing(await shop.orders.findCommitted(orderId));
    const own = order.paidChange?.id === changeId ? order.paidChange : undefined;
    if (own) {
      if (own.state === 'REFUSED') await refuse(shop, wanted, notChangeable('This change was withdrawn.'));
      return own;
    }
    if (order.revision !== revision) await refuse(shop, wanted, await staleOrOther(shop, order));
    const refusal = refusalOfPaidChange(order, await isChangeUnderWay(shop, order));
    if (refusal) await refuse(shop, wanted, refusal);
    const at = new Date();
    const paidChange = { id: changeId, state: 'RUNNING' as const, other: lines, totalMinor, at };
    return (await shop.orders.write(order, { set: { paidChange, updatedAt: at } })) && paidChange;
  });
  return claimed.state === 'RUNNING';
}

/** Stores the refusal before anything is released: a duplicate that runs now must not hold the rest. */
async function refuse(shop: Shop, { changeId, orderId }: WantedChange, problem: Problem): Promise<never> {
  await withdrawChange(shop, { changeId, orderId, reason: problem.code, refusal: refusalOf(problem) });
  throw problem;
}

const refusalIn = ({ refusal }: Order): Problem =>
  refusal ? problemOf(refusal) : notChangeable('This change was withdrawn.');
