import { invalid } from '@shop/common/errors';
import { ANSWER_WAIT_MS } from '@shop/protos/contract';
import { toMinor, wrongAmount } from '@shop/protos/money';
import type { PaymentsClient } from '../clients/payments.js';
import type { SagasClient } from '../clients/sagas.js';
import { idFor } from '../domain/ids.js';
import { LIMITS } from '../domain/limits.js';
import { piecesMore, refusalOfPaidChange } from '../domain/paid-change.js';
import { totalOf, type RequestedLine } from '../domain/lines.js';
import type { Line, Order } from '../domain/order.js';
import { amountMismatch, orderNotFound, problemOf } from '../domain/refusals.js';
import { isChangeUnderWay } from './paid-change-under-way.js';
import { priceLines } from './price-lines.js';
import type { Shop } from './shop.js';

export interface RequestedChange {
  readonly orderId: string;
  readonly userId: string;
  /** The complete lines of the order after the change. */
  readonly wanted: readonly RequestedLine[];
  /** The expected total after the change, a decimal of its currency. */
  readonly totalAmount?: number;
  /** The payment method for the difference, if the order costs more. */
  readonly paymentMethodId?: string;
  readonly idempotencyKey?: string;
}

interface ChangeParts {
  readonly shop: Shop;
  readonly sagas: Pick<SagasClient, 'changeOrder'>;
  readonly payments: Pick<PaymentsClient, 'checkMethod' | 'checkRefund'>;
}

/**
 * Requests a change of a paid order: checks it, prices it as the order was priced, and starts its saga. Returns the order, which shows the
 * outcome of the change. The same key gives the same change. Throws ORDER_NOT_FOUND, ORDER_NOT_CHANGEABLE, ORDER_CANCELLED, OUT_OF_STOCK,
 * PAYMENT_METHOD_NOT_FOUND, AMOUNT_MISMATCH, AMOUNT_NOT_IN_STEPS, what `priced` throws, or 503/504.
 */
export async function requestChange({ shop, sagas, payments }: ChangeParts, asked: RequestedChange): Promise<Order> {
  const { orderId, userId, paymentMethodId, idempotencyKey: key } = asked;
  const changeId = idFor('change', key === undefined ? undefined : `${userId}|${orderId}|${key}`);
  const order = await ownOrder(shop, asked);
  if (!(await shop.orders.find(changeId))) {
    const { lines, totalMinor } = await priceChange(shop, order, asked);
    const differenceMinor = totalMinor - order.totalMinor;
    if (differenceMinor > 0 && paymentMethodId === undefined)
      throw invalid([{ path: 'paymentMethodId', message: 'is needed: the order costs more after this change' }]);
    if (differenceMinor > 0) await payments.checkMethod(paymentMethodId!, userId);
    if (differenceMinor < 0) await payments.checkRefund({ changeId, orderId, amountMinor: -differenceMinor });
    const { revision, currency } = order;
    const paid = differenceMinor > 0 ? { paymentMethodId: paymentMethodId! } : {};
    const change = { orderId, userId, revision, lines, totalMinor, differenceMinor, currency, ...paid };
    await sagas.changeOrder(changeId, change, ANSWER_WAIT_MS);
  }
  const refusal = (await shop.orders.findCommitted(changeId))?.refusal;
  if (refusal) throw problemOf(refusal);
  return ownOrder(shop, asked);
}

async function ownOrder(
  { orders }: Pick<Shop, 'orders'>,
  { orderId, userId }: Pick<RequestedChange, 'orderId' | 'userId'>,
): Promise<Order> {
  const order = await orders.findCommitted(orderId);
  if (!order || order.tombstone || order.userId !== userId) throw orderNotFound();
  return order;
}

/** The order's lines after the change; existing lines keep their prices. */
async function priceChange(
  shop: Shop,
  order: Order,
  { wanted, totalAmount }: Pick<RequestedChange, 'wanted' | 'totalAmount'>,
): Promise<{ lines: Line[]; totalMinor: number }> {
  const refusal = refusalOfPaidChange(order, await isChangeUnderWay(shop, order));
  if (refusal) throw refusal;
  const { lines } = await priceLines(shop, wanted, order);
  const totalMinor = totalOf(lines);
  if (piecesMore(order.lines, lines).length + piecesMore(lines, order.lines).length === 0)
    throw invalid([{ path: 'items', message: 'are what the order has already' }]);
  if (totalAmount !== undefined) {
    const wrong = wrongAmount(totalAmount, order.currency, LIMITS.totalMinor);
    if (wrong) throw invalid([{ path: 'totalAmount', message: `totalAmount ${wrong}` }]);
    if (toMinor(totalAmount, order.currency) !== totalMinor) throw amountMismatch(totalMinor, order.currency);
  }
  return { lines, totalMinor };
}
