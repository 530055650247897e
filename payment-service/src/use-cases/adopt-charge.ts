import { conflict } from '@shop/common/errors';
import type { PaymentDocument } from '../data/payment.model.js';
import { newPayment } from '../domain/new-payment.js';
import type { UnknownCharge, UnknownChargeState } from '../domain/unknown-charge.js';
import { chargeOfUnknown } from './charge-of-unknown.js';
import { checkMatch } from './decide-charge.js';
import { isOf } from './look-up-charges.js';
import type { Parts } from './parts.js';
import { recordStep } from './record-books.js';

/**
 * Makes a charge the payment of its order: writes the payment down again, with the steps that its provider's books say were done, so that a
 * saga that is still under way finds them done. Done again it is done once. Throws what matchCharge does.
 */
export async function adoptCharge(parts: Parts, charge: UnknownCharge, orderId: string): Promise<UnknownChargeState> {
  const asked = chargeOfUnknown(charge);
  const books = (await parts.providers.named(charge.provider).books([asked])).get(charge.reference);
  if (!books) throw conflict('PROVIDER_REFUSED', 'The payment provider does not know this charge any more.');
  const payment = await paymentOf(parts, charge, orderId);
  const reply = { paymentId: payment._id };
  const isCaptured = books.movements.some(({ type }) => type === 'captured');
  await recordStep(parts, payment, 'authorize', books, () => reply);
  if (isCaptured) await recordStep(parts, payment, 'capture', books, () => reply);
  return 'MATCHED';
}

/** The payment with its charge, written down if need be. */
async function paymentOf(parts: Parts, charge: UnknownCharge, orderId: string): Promise<PaymentDocument> {
  const { payments, doubtMs } = parts;
  for (;;) {
    const there = await payments.findCommitted(charge.reference);
    if (there && isOf(charge, charge.provider, there)) return there;
    const { userId, totalMinor: amountMinor } = await checkMatch(parts, charge, orderId);
    const { provider, providerRef, currency, capturedMinor, madeAt } = charge;
    const { authorize } = chargeOfUnknown(charge);
    const capture = { key: `${charge.reference}:capture`, at: madeAt };
    const calls = { authorize, ...(capturedMinor > 0 ? { capture } : {}) };
    const nextCheckAt = new Date(Date.now() + doubtMs);
    const card = { brand: 'unknown', last4: '' };
    const set = { provider, amountMinor, currency, calls, providerRef, nextCheckAt };
    const of = { orderId, userId, methodId: `of-${charge._id}`, card, ...set };
    const stored = there
      ? await payments.change(there, { set, drop: 'signalIntent' })
      : await payments.insert({ ...newPayment(of, madeAt, nextCheckAt), calls, providerRef });
    if (stored) return stored;
  }
}
