import { seconds } from '@shop/common/time';
import type { HistoryEntry } from '../domain/order.js';
import { orderNotFound } from '../domain/refusals.js';
import { rests } from '../domain/transitions.js';
import type { Shop } from './shop.js';
import type { StatusHints } from './status-hints.js';

/** The longest time that a lost hint goes unnoticed. */
const LOOK_AGAIN = seconds(2);

/**
 * Yields the history after `afterSeq`, then each entry as it is written; ends after CONFIRMED, unless a cancellation was accepted by then,
 * or CANCELLED. Throws ORDER_NOT_FOUND.
 */
export async function* watchOrder(
  shop: Shop,
  hints: StatusHints,
  orderId: string,
  afterSeq: number,
  signal: AbortSignal,
): AsyncGenerator<HistoryEntry> {
  let seen = afterSeq;
  while (!signal.aborted) {
    // subscribed before the read, so that no hint is missed between the two
    const hint = new AbortController();
    const news = hints.next(orderId, LOOK_AGAIN, AbortSignal.any([signal, hint.signal]));
    try {
      const order = await shop.orders.find(orderId);
      if (!order || order.tombstone) throw orderNotFound();
      for (const entry of order.history.filter(({ seq }) => seq > seen)) {
        yield entry;
        seen = entry.seq;
      }
      if (rests(order)) return;
      await news;
    } finally {
      hint.abort();
    }
  }
}
