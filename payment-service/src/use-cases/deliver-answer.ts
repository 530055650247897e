import type { LeasedSignal } from '../data/signal.repository.js';
import type { Parts } from './parts.js';

/**
 * Tells an order's saga that the provider has decided on a payment which its customer had to confirm. Told again it is the same signal;
 * a saga that has gone on, or back, without it answers that it is late. Rejects when the saga cannot be told.
 */
export async function deliverAnswer(
  { sagas, answers }: Pick<Parts, 'sagas' | 'answers'>,
  leased: LeasedSignal,
): Promise<void> {
  const { _id, orderId } = leased.document;
  await sagas.customerAnswered(orderId, _id);
  await answers.remove(leased);
}
