import { paymentIdOf } from '../domain/ids.js';
import type { Parts } from './parts.js';
import { refundRest } from './refund-rest.js';

/**
 * As refundRest, for the payment of an order and those of its changes; `orderId` may be that of a change, which has one payment. A payment
 * that cannot be refunded does not stop the others. Throws the first refusal.
 */
export async function refundOrder(parts: Parts, orderId: string): Promise<{ refundedMinor: number }> {
  // read first as a majority has it: from then on this process asks the primary that has the payments of all changes
  await parts.payments.findCommitted(paymentIdOf(orderId));
  const changes = await parts.payments.ofChanges([orderId]);
  let refundedMinor = 0;
  const failures: unknown[] = [];
  for (const paidId of [orderId, ...changes.map(({ changeId }) => changeId!)])
    try {
      refundedMinor += (await refundRest(parts, paidId)).refundedMinor;
    } catch (error) {
      failures.push(error);
    }
  if (failures.length > 0) throw failures[0];
  return { refundedMinor };
}
