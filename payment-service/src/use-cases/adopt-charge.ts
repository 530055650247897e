import { conflict, Problem, unavailable } from '@shop/common/errors';
import { seconds } from '@shop/common/time';
import type { UnknownChargeState } from '@shop/protos/contract';
import type { PaymentDocument } from '../data/payment.model.js';
import { newPayment } from '../domain/new-payment.js';
import type { UnknownCharge } from '../domain/unknown-charge.js';
import { chargeOfUnknown } from './charge-of-unknown.js';
import { checkMatch } from './decide-charge.js';
import { isOf } from './look-up-charges.js';
import type { Parts } from './parts.js';
import { recordStep } from './record-books.js';
import { refundRest } from './refund-rest.js';

const ONLY_TELL = { until: 'ACCEPTED', waitMs: 0, deadlineMs: seconds(2) } as const;

/**
 * Makes a charge the payment of its order. Stores the payment again, with the steps that its provider's books show as done, so that a saga
 * under way finds them done and a saga that waits for the payment continues. The money is refunded if the order was cancelled meanwhile.
 * Idempotent. Throws what matchCharge does, or 503 until the order is confirmed or cancelled.
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
  return payForOrder(parts, payment);
}

/** Signals the payment to the order's saga, or refunds it if the order was cancelled. */
async function payForOrder(parts: Parts, { orderId, ...payment }: PaymentDocument): Promise<UnknownChargeState> {
  const { status } = await parts.orders.get(orderId);
  if (status === 'CONFIRMED') return 'MATCHED';
  if (status === 'CANCELLED') {
    await refundRest(parts, payment.changeId ?? orderId);
    return 'RETURNED';
  }
  const { methodId: paymentMethodId, amountMinor, currency } = payment;
  try {
    const submitted = { paymentMethodId, amountMinor, currency };
    const { outcome } = await parts.sagas.submitPayment(orderId, submitted, ONLY_TELL);
    if (outcome !== 'LATE') return 'MATCHED';
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'SAGA_NOT_FOUND') throw error;
  }
  throw unavailable('The order of this charge is being confirmed or cancelled; it is looked at again.');
}

/** The payment with its charge; stored if necessary. */
async function paymentOf(parts: Parts, charge: UnknownCharge, orderId: string): Promise<PaymentDocument> {
  const { payments, doubtMs } = parts;
  for (;;) {
    const there = await payments.findCommitted(charge.reference);
    if (there && isOf(charge, charge.provider, there)) return there;
    const { userId, amountMinor, ...change } = await checkMatch(parts, charge, orderId);
    const { provider, providerRef, currency, capturedMinor, madeAt } = charge;
    const { authorize } = chargeOfUnknown(charge);
    const capture = { key: `${charge.reference}:capture`, at: madeAt };
    const calls = { authorize, ...(capturedMinor > 0 ? { capture } : {}) };
    const nextCheckAt = new Date(Date.now() + doubtMs);
    const card = { brand: 'unknown', last4: '' };
    const set = { provider, amountMinor, currency, calls, providerRef, nextCheckAt };
    const of = { orderId, ...change, userId, methodId: `of-${charge._id}`, card, ...set };
    const stored = there
      ? await payments.change(there, { set, drop: 'signalIntent' })
      : await payments.insert({ ...newPayment(of, madeAt, nextCheckAt), calls, providerRef });
    if (stored) return stored;
  }
}
