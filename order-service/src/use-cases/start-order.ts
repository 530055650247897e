import { Problem, toProblem } from '@shop/common/errors';
import { seconds } from '@shop/common/time';
import type { CancelReason } from '@shop/protos/contract';
import type { SagasClient } from '../clients/sagas.js';
import type { LeasedStart } from '../data/start.repository.js';
import { cancelOrder } from './cancel-order.js';
import type { Shop } from './shop.js';

const DEADLINE_MS = seconds(2);

export interface StartParts {
  readonly shop: Shop;
  readonly sagas: SagasClient;
  /** Called for each order whose start the orchestrator refuses permanently: an operator must find out why. */
  readonly onRefused: (orderId: string, reason: Problem) => void;
}

/**
 * Asks the orchestrator to start the saga of an order that was taken while it could not be reached, and then to cancel it if a cancellation
 * was accepted meanwhile. Idempotent: the saga's id is the order's. Rejects when the orchestrator cannot be reached. An order whose start
 * is refused permanently ends as CANCELLED with FAILED.
 */
export async function startOrder({ shop, sagas, onRefused }: StartParts, leased: LeasedStart): Promise<void> {
  const { _id: orderId, userId, lines, shippingAddress, startIntent } = leased.document;
  const { paymentMethodId, cancel } = startIntent!;
  if (cancel) await cancelUnstarted(shop, orderId, cancel.reason);
  const placing = sagas.placeOrder(
    {
      orderId,
      userId,
      lines,
      shippingAddress: shippingAddress!,
      ...(paymentMethodId === undefined ? {} : { paymentMethodId }),
    },
    { until: 'ACCEPTED', waitMs: 0, deadlineMs: DEADLINE_MS },
  );
  if (await isRefused(placing, (reason) => onRefused(orderId, reason))) {
    await cancelUnstarted(shop, orderId, 'FAILED');
    return void (await shop.starts.remove(leased));
  }
  if (cancel) await sagas.cancelOrder(orderId, cancel.by, cancel.reason);
  // a cancellation that was accepted while this was sent is sent in the next round
  const removed = cancel ? shop.starts.remove(leased) : shop.starts.removeUncancelled(leased);
  if (!(await removed)) await shop.starts.putOff(leased, 0);
}

/** True when the request is refused permanently. Rejects when it is unknown whether it was accepted. */
async function isRefused(asked: Promise<unknown>, onRefused: (reason: Problem) => void): Promise<boolean> {
  try {
    await asked;
    return false;
  } catch (error) {
    const reason = toProblem(error);
    // 403 means that these processes are configured wrongly, which says nothing about the order
    if (!reason.definite || reason.status === 403) throw error;
    onRefused(reason);
    return true;
  }
}

/**
 * Cancels an order at once whose saga may not have been started. Whatever its saga does then is refused, so that it takes no stock and
 * charges nothing. An order that was confirmed meanwhile is left to its saga, which gets the cancellation.
 */
export async function cancelUnstarted(shop: Shop, orderId: string, reason: CancelReason): Promise<void> {
  try {
    await cancelOrder(shop, orderId, reason);
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'ORDER_CONFIRMED')) throw error;
  }
}
