import type Stripe from 'stripe';
import type { Books, FailedRefund, Movement } from '../domain/money-movement.js';
import type { ListedCharge } from '../domain/listed-charge.js';
import type { ListedRefund } from './provider.js';
import { fromStripe } from './stripe-amount.js';
import { referenceIn } from './stripe-reference.js';

const timeOf = (epochSeconds: number): Date => new Date(epochSeconds * 1000);

/** A PaymentIntent (with its latest charge expanded) and its refunds as books. */
export function booksOf(intent: Stripe.PaymentIntent, refunds: readonly Stripe.Refund[]): Books {
  const { id, status } = intent;
  const minor = (amount: number) => fromStripe(amount, intent.currency.toUpperCase());
  const amountMinor = minor(intent.amount);
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const at = timeOf(charge?.created ?? intent.created);
  const setAside = charge?.status === 'succeeded' || status === 'requires_capture' || status === 'succeeded';
  const movements: Movement[] = [];
  if (setAside) movements.push({ type: 'authorized', amountMinor, at, ref: `${id}:authorized` });
  if (status === 'succeeded')
    movements.push({ type: 'captured', amountMinor: minor(intent.amount_received), at, ref: `${id}:captured` });
  if (status === 'canceled' && setAside) {
    const canceledAt = timeOf(intent.canceled_at ?? intent.created);
    movements.push({ type: 'voided', amountMinor, at: canceledAt, ref: `${id}:voided` });
  }
  for (const refund of refunds)
    if (refund.status === 'succeeded')
      movements.push({
        type: 'refunded',
        amountMinor: minor(refund.amount),
        at: timeOf(refund.created),
        ref: refund.id,
        ...(refund.metadata?.['key'] ? { key: refund.metadata['key'] } : {}),
      });
  const declined = status === 'requires_payment_method' ? intent.last_payment_error : null;
  const action = status === 'requires_action' ? intent.next_action?.redirect_to_url?.url : undefined;
  return {
    providerRef: id,
    ...(action ? { actionUrl: action } : {}),
    voided: status === 'canceled',
    ...(declined ? { declineCode: declined.decline_code ?? declined.code ?? 'generic_decline' } : {}),
    movements,
    failedRefunds: refunds.filter(hasFailed).map(failure),
  };
}

/** True for a refund that failed, also when it was `succeeded` before: https://docs.stripe.com/refunds#failed-refunds */
const hasFailed = ({ status }: Stripe.Refund): boolean => status === 'failed' || status === 'canceled';

/** The time of the failure is that of the transaction that returned the money, which Stripe may omit. */
function failure({ id, metadata, failure_balance_transaction: returned }: Stripe.Refund): FailedRefund {
  const key = metadata?.['key'];
  const at = typeof returned === 'object' ? timeOf(returned.created) : new Date();
  return { ref: id, at, ...(key ? { key } : {}) };
}

/** A PaymentIntent as a listed charge; empty for one that others have made in the same account. */
export function listed(intent: Stripe.PaymentIntent): ListedCharge[] {
  const { id, status, amount, amount_received: received, created } = intent;
  const currency = intent.currency.toUpperCase();
  const reference = referenceIn(intent.metadata);
  if (reference === undefined) return [];
  const refunded = typeof intent.latest_charge === 'object' ? (intent.latest_charge?.amount_refunded ?? 0) : 0;
  const minor = (stripes: number) => fromStripe(stripes, currency);
  const amountMinor = minor(status === 'requires_capture' ? amount : received - refunded);
  const [capturedMinor, refundedMinor] = [minor(received), minor(refunded)];
  return [{ providerRef: id, reference, currency, amountMinor, capturedMinor, refundedMinor, madeAt: timeOf(created) }];
}

/** A refund, with its PaymentIntent expanded, as a listed refund; empty for one of a charge that others have made in the same account. */
export function listedRefund(refund: Stripe.Refund): ListedRefund[] {
  const { id: ref, status, metadata, payment_intent: intent } = refund;
  const reference = referenceIn(metadata) ?? (typeof intent === 'object' ? referenceIn(intent?.metadata) : undefined);
  if (reference === undefined) return [];
  return [{ ref, reference, state: hasFailed(refund) ? 'failed' : status === 'succeeded' ? 'done' : 'pending' }];
}
