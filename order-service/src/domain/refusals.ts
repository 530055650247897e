import { conflict, notFound, Problem, unavailable } from '@shop/common/errors';
import { fromMinor, writtenAmount } from '@shop/protos/money';
import { LIMITS } from './limits.js';
import type { Refusal } from './order.js';

/** Unknown, or somebody else's. */
export const orderNotFound = (): Problem => notFound('ORDER_NOT_FOUND', 'You have no order with this id.');

/** The order that was read. Throws ORDER_NOT_FOUND when there was none. */
export function existing<O>(order: O | null): O {
  if (order === null) throw orderNotFound();
  return order;
}

/** 404 PRODUCT_NOT_FOUND. */
export const productNotFound = (productId: string): Problem =>
  new Problem(404, 'PRODUCT_NOT_FOUND', { detail: `There is no product ${productId}.`, extra: { productId } });

/** 409 PRODUCT_EXISTS. */
export const productExists = (productId: string): Problem =>
  conflict('PRODUCT_EXISTS', `There is a product ${productId} already; choose another id or change that one.`, {
    productId,
  });

/** `priceMinor` is the current price. */
export const priceChanged = (productId: string, priceMinor: number, currency: string): Problem =>
  conflict(
    'PRICE_CHANGED',
    `${productId} costs ${writtenAmount(priceMinor, currency)} now; order again at this price or leave the price out.`,
    { productId, price: fromMinor(priceMinor, currency), currency },
  );

/** 409 OUT_OF_STOCK. */
export const outOfStock = (productId: string): Problem =>
  conflict('OUT_OF_STOCK', `There is not enough of ${productId} in stock; order less of it.`, { productId });

/** 409 TOO_MANY_UNPAID_ORDERS. */
export const tooManyUnpaidOrders = (): Problem =>
  conflict(
    'TOO_MANY_UNPAID_ORDERS',
    `You have ${LIMITS.unpaidOrders} orders that are not paid yet; pay or cancel one of them first.`,
    { limit: LIMITS.unpaidOrders },
  );

/** 409 HOLD_LIMIT. */
export const holdLimit = (productId: string): Problem =>
  conflict(
    'HOLD_LIMIT',
    `Your unpaid orders may hold at most ${LIMITS.unpaidPieces} of ${productId} together; pay or cancel one of them, or order less of it.`,
    { productId, limit: LIMITS.unpaidPieces },
  );

/** 503: another writer was faster in every attempt. */
export const changedByMany = (): Problem =>
  unavailable('This order is being changed by many at once; try again shortly.');

/** 409 ORDER_NOT_CHANGEABLE. */
export const notChangeable = (why: string): Problem => conflict('ORDER_NOT_CHANGEABLE', why);

/** 409 ORDER_NOT_PAYABLE. */
export const notPayable = (): Problem =>
  conflict('ORDER_NOT_PAYABLE', 'This order is confirmed or cancelled; there is nothing to pay.');

/** 422 AMOUNT_MISMATCH. */
export const amountMismatch = (totalMinor: number, currency: string): Problem =>
  new Problem(422, 'AMOUNT_MISMATCH', {
    detail: `This order comes to ${writtenAmount(totalMinor, currency)}; pay exactly that.`,
    extra: { amount: fromMinor(totalMinor, currency), currency },
  });

/** What a refused command stores, to give the same answer when it is sent again. */
export const refusalOf = ({ status, code, message, extra }: Problem): Refusal => ({
  status,
  code,
  detail: message,
  extra: { ...extra },
});

/** The Problem of a stored refusal. */
export const problemOf = ({ status, code, detail, extra }: Refusal): Problem =>
  Problem.received(status, code, { detail, extra });
