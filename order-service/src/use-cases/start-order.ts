import { Problem } from '@shop/common/errors';
import type { Leased } from '@shop/common/intents';
import { seconds } from '@shop/common/time';
import type { SagasClient } from '../clients/sagas.js';
import type { CancelReason, Order } from '../domain/order.js';
import { cancelOrder } from './cancel-order.js';
import type { Shop } from './shop.js';

const DEADLINE_MS = seconds(2);

/**
 * Tells the orchestrator to start the saga of an order that was taken without it, and then of its cancellation if one was
 * accepted meanwhile; then nothing is left to be told. Done again it does no harm: the saga's id is the order's. Rejects
 * when the orchestrator does not take it.
 */
export async function startOrder({ shop, sagas }: { shop: Shop; sagas: SagasClient }, leased: Leased<Order>) {
  const { _id: orderId, userId, lines, shippingAddress, startIntent } = leased.document;
  const { paymentMethodId, cancel } = startIntent!;
  if (cancel) await cancelUnstarted(shop, orderId, cancel.reason);
  await sagas.placeOrder(
    {
      orderId,
      userId,
      lines,
      shippingAddress: shippingAddress!,
      ...(paymentMethodId === undefined ? {} : { paymentMethodId }),
    },
    { until: 'ACCEPTED', waitMs: 0, deadlineMs: DEADLINE_MS },
  );
  if (cancel) await sagas.cancelOrder(orderId, cancel.by, cancel.reason);
  // a cancellation that was accepted while this was told is told in the next round
  const untold = cancel ? {} : { 'startIntent.cancel': { $exists: false } };
  if (!(await shop.starts.remove(leased, untold))) await shop.starts.putOff(leased, 0);
}

/**
 * Ends an order at once whose saga may not have been started. Whatever its saga does then is refused, so that it takes
 * nothing, and charges nothing. An order that was confirmed meanwhile is left to its saga, which is told of the cancellation.
 */
export async function cancelUnstarted(shop: Shop, orderId: string, reason: CancelReason): Promise<void> {
  try {
    await cancelOrder(shop, orderId, reason);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'ORDER_CONFIRMED')) throw error;
  }
}
