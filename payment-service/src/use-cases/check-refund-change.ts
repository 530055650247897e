import { paymentIdOf } from '../domain/ids.js';
import { providerOf } from './charge-of.js';
import { checkSteps } from './check-steps.js';
import type { Parts } from './parts.js';
import type { RefundChange } from './refund-change.js';

/**
 * Checks that a change's refund can be made, before the change begins: once it is applied, a refund that the provider can never make would
 * need an operator. Moves nothing. Throws 422 AMOUNT_NOT_IN_STEPS, or 503 while a provider is not configured.
 */
export async function checkRefundChange(parts: Parts, { orderId, amountMinor }: RefundChange): Promise<void> {
  const { payments } = parts;
  for (const payment of [await payments.find(paymentIdOf(orderId)), ...(await payments.ofChanges([orderId]))])
    if (payment && !payment.tombstone)
      checkSteps(
        providerOf(parts, payment),
        { amountMinor, currency: payment.currency },
        'change the order so that the difference is a multiple of it, or cancel the order.',
      );
}
