import { paymentIdOf } from '../domain/ids.js';
import { tombstoneOf } from '../domain/new-payment.js';
import { alreadyCaptured } from '../domain/refusals.js';
import { voidPayment as voided } from '../domain/status.js';
import { chargeOf, providerOf } from './charge-of.js';
import { endFailed } from './end-failed.js';
import type { Parts } from './parts.js';
import { recordBooks } from './record-books.js';

/**
 * Undoes authorise: afterwards nothing is authorised for the order and nothing ever will be, whatever is still under way. A late authorise
 * is refused first by our document, then by the provider. Throws PAYMENT_CAPTURED, or 503/504.
 */
export async function voidPayment(parts: Parts, orderId: string): Promise<void> {
  const { payments, doubtMs } = parts;
  const id = paymentIdOf(orderId);
  const now = new Date();
  const nextCheckAt = new Date(now.getTime() + doubtMs);
  const { type } = await payments.undoAuthorize(tombstoneOf(orderId, now), `${id}:void`, now, nextCheckAt);
  if (type === 'not-now') throw alreadyCaptured();
  for (;;) {
    const payment = await payments.findCommitted(id);
    if (!payment) throw new Error(`Payment ${id} is gone`);
    if (payment.status === 'FAILED') await endFailed(parts, payment);
    if (!['PENDING', 'AUTHORIZED'].includes(payment.status)) return;
    const charge = chargeOf(payment);
    if (charge) {
      await recordBooks(
        parts,
        id,
        await providerOf(parts, payment).void(charge, payment.calls.void?.key ?? `${id}:void`),
      );
      return;
    }
    // the provider was never asked, and the tombstone refuses an authorise that may still come
    const set = { status: voided(payment.status), nextCheckAt: null };
    if (await payments.change(payment, { set })) return;
  }
}
