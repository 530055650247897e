import type { LeasedSignal } from '../data/signal.repository.js';
import type { Parts } from './parts.js';

/**
 * Signals an order's saga that the provider has decided on a payment that its customer had to confirm. A repeated call is the same signal;
 * a saga that has continued or compensated without it answers LATE. Rejects when the saga cannot be signalled.
 */
export async function deliverAnswer(
  { sagas, answers }: Pick<Parts, 'sagas' | 'answers'>,
  leased: LeasedSignal,
): Promise<void> {
  const { _id, orderId } = leased.document;
  await sagas.customerAnswered(orderId, _id);
  await answers.remove(leased);
}
