import type { PaymentDocument } from '../data/payment.model.js';
import { chargeOf, providerOf } from './charge-of.js';
import type { Parts } from './parts.js';

/**
 * Ends the doubt about a FAILED payment that was voided: its provider, if it was asked, is told to let go of what an attempt that nobody
 * saw answered may hold. False when there was no doubt. Throws 503/504.
 */
export async function endFailed(parts: Parts, read: PaymentDocument): Promise<boolean> {
  let payment: PaymentDocument | null = read;
  const charge = chargeOf(read);
  if (charge && read.calls.void) await providerOf(parts, read).void(charge, read.calls.void.key);
  while (payment && payment.nextCheckAt !== null) {
    if (await parts.payments.change(payment, { set: { nextCheckAt: null } })) return true;
    payment = await parts.payments.findCommitted(read._id);
  }
  return false;
}
