import { providerOfMethod, type PaymentMethod } from '../data/payment-method.model.js';
import { methodNotFound } from '../domain/refusals.js';
import type { Parts } from './parts.js';

/**
 * A customer's payment method, for a new payment. Throws PAYMENT_METHOD_NOT_FOUND, also for a card at a provider that is no longer
 * configured: a call there could be neither made nor undone.
 */
export async function usableMethod(
  { methods, providers }: Pick<Parts, 'methods' | 'providers'>,
  id: string,
  userId: string,
): Promise<PaymentMethod> {
  const method = await methods.find(id, userId);
  if (!method) throw methodNotFound();
  if (!providers.has(providerOfMethod(method)))
    throw methodNotFound('This card cannot be paid with any more; add it again, or another one.');
  return method;
}
