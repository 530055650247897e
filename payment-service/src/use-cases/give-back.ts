import { Problem, unavailable } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { refundable } from '../domain/merge-books.js';
import type { RefundCall } from '../domain/payment.js';
import { leftToRefund, refuseWhileUndecided } from './left-to-refund.js';
import type { Parts } from './parts.js';
import { isKeyOf, nextKey, sendRefund, storeRefund } from './refund-payment.js';

/**
 * A saga's refund under this key, once: all that is left of the payment, or at most `mostMinor` of it. Returns the payment, and the refunded
 * minor units, 0 when nothing was left. Throws what the provider refuses (a repeated call tries again, under the next key), or 503/504, also
 * until the provider has carried it out.
 */
export async function giveBack(
  parts: Parts,
  read: PaymentDocument,
  key: string,
  mostMinor?: number,
): Promise<{ payment: PaymentDocument; refundedMinor: number }> {
  let payment = read;
  // an amount that the bank has finally paid back is not left; while it decides this is refused and retried
  while (!refundOf(payment, key)) {
    const { left } = await leftToRefund(parts, payment);
    if (left === 0) {
      if (mostMinor !== undefined) refuseWhileUndecided(payment);
      break;
    }
    // another attempt may have stored it since, and been refused: then the next key is to be used
    ({ payment } = await storeRefund(parts, payment._id, nextKey(payment, key), undefined, mostMinor));
  }
  const refund = refundOf(payment, key);
  if (refund?.state === 'asked') payment = await sendUnlessGiven(parts, payment, refund);
  const now = refundOf(payment, key);
  if (now?.state === 'asked') throw notCarriedOut();
  return { payment, refundedMinor: now?.amountMinor ?? 0 };
}

/** The refund with this key, or the one that replaced it after a refusal. */
export const refundOf = ({ refunds }: PaymentDocument, key: string): RefundCall | undefined =>
  refunds.find((each) => each.state !== 'refused' && isKeyOf(each, key));

/** As `sendRefund`, but ignores a refusal when everything was refunded meanwhile, for example in the provider's dashboard. */
export async function sendUnlessGiven(
  parts: Parts,
  payment: PaymentDocument,
  refund: RefundCall,
): Promise<PaymentDocument> {
  try {
    return await sendRefund(parts, payment, refund);
  } catch (error) {
    if (!(error instanceof Problem) || !error.definite) throw error;
    const now = await parts.payments.find(payment._id);
    if (!now || refundable(now) > 0) throw error;
    return now;
  }
}

/** 503: a refund was requested, and the provider has not decided. */
export const notCarriedOut = (): Problem =>
  unavailable('The payment provider has not carried the refund out yet; it is asked again.');
