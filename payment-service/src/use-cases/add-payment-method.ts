import { invalid } from '@shop/common/errors';
import { days, minutes } from '@shop/common/time';
import { providerOfMethod, type PaymentMethod } from '../data/payment-method.model.js';
import { cardErrors, faceOf, type Card } from '../domain/card.js';
import { methodNotFound } from '../domain/refusals.js';
import { askAboutCard } from './limit-declines.js';
import { asStoredCard } from './limit-stored-cards.js';
import type { Parts } from './parts.js';
import { usableMethod } from './usable-method.js';

/** Throws 422 for a card that no provider can accept. The error contains nothing of the card. */
export function checkCard(at: { readonly judgesExpiry: boolean }, card: Card): void {
  const errors = cardErrors(card, new Date(), at);
  if (errors.length > 0) throw invalid(errors);
}

interface CardToAdd {
  readonly id: string;
  readonly userId: string;
  readonly card: Card;
  /** The only payment that the card is for; without it the card is stored. */
  readonly for?: { readonly paymentId: string; readonly currency: string };
}

/**
 * Passes the card to its provider and stores the token that it returns; for a single payment if that is named. Idempotent: an existing id
 * returns the existing method. Throws TOO_MANY_PAYMENT_METHODS, TOO_MANY_DECLINES, 422, or 503/504.
 */
export async function addPaymentMethod(
  parts: Pick<Parts, 'methods' | 'storedCards' | 'providers' | 'attempts' | 'payments'>,
  { id, userId, card, for: payment }: CardToAdd,
): Promise<PaymentMethod> {
  const provider = parts.providers.choose({ id, brand: faceOf(card).brand, currency: payment?.currency });
  checkCard(provider, card);
  const there = await parts.methods.find(id, userId);
  if (there) return there;
  const attempt = { userId, id: payment?.paymentId ?? id };
  const ask = () => askAboutCard(parts, attempt, () => provider.tokenize(card, `${id}:tokenize`));
  // a card for one payment does not count as stored: it is deleted after a day
  const { token, brand, last4, expiry } = await (payment === undefined ? asStoredCard(parts, userId, id, ask) : ask());
  // the attempt of a payment ends with the payment
  if (payment === undefined) await parts.attempts?.remove(userId, id);
  const singleUse = payment !== undefined;
  return keep(parts, { id, userId, provider: provider.name, token, brand, last4, expiry, singleUse });
}

/** A card that the customer's browser has sent to this provider directly, and the token that it received. */
interface HandedOver {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  readonly token: string;
}

/** Stores such a card. Idempotent as addPaymentMethod. Throws TOO_MANY_PAYMENT_METHODS, TOO_MANY_DECLINES, 422, or 503/504. */
export async function adoptPaymentMethod(
  parts: Pick<Parts, 'methods' | 'storedCards' | 'providers' | 'attempts' | 'payments'>,
  { id, userId, provider: name, token: given }: HandedOver,
): Promise<PaymentMethod> {
  const provider = parts.providers.all.find((each) => each.name === name);
  if (!provider?.adopt)
    throw invalid([{ path: 'providerToken.provider', message: 'takes no cards from browsers in this shop' }]);
  const there = await parts.methods.find(id, userId);
  if (there) return there;
  const ask = () => askAboutCard(parts, { userId, id }, () => provider.adopt!(given, `${id}:adopt`));
  const { token, brand, last4, expiry } = await asStoredCard(parts, userId, id, ask);
  await parts.attempts?.remove(userId, id);
  return keep(parts, { id, userId, provider: provider.name, token, brand, last4, expiry, singleUse: false });
}

/** A call that read the card before its removal has stored its payment by then; the detachment waits for that payment. */
const DETACH_AFTER_MS = minutes(1);

/** Removes a stored card, which is detached at its provider later; true when this user had it. */
export async function removePaymentMethod(
  { methods, storedCards }: Pick<Parts, 'methods' | 'storedCards'>,
  { id, userId }: { id: string; userId: string },
): Promise<boolean> {
  const removed = await methods.remove(id, userId, new Date(Date.now() + DETACH_AFTER_MS));
  if (removed) await storedCards?.forget(userId, id);
  return removed;
}

/** A copy of a stored method for one payment, so that the payment outlives the method. Throws PAYMENT_METHOD_NOT_FOUND. */
export async function methodForOnePayment(
  parts: Pick<Parts, 'methods' | 'providers'>,
  { id, userId, from }: { id: string; userId: string; from: string },
): Promise<PaymentMethod> {
  const there = await parts.methods.find(id, userId);
  if (there) return there;
  const stored = await usableMethod(parts, from, userId);
  if (stored.singleUse) throw methodNotFound();
  const { token, brand, last4, expiry } = stored;
  return keep(parts, { id, userId, provider: providerOfMethod(stored), token, brand, last4, expiry, singleUse: true });
}

async function keep(
  { methods }: Pick<Parts, 'methods'>,
  { id, ...of }: Omit<PaymentMethod, '_id' | 'createdAt' | 'expiresAt'> & { id: string },
): Promise<PaymentMethod> {
  const createdAt = new Date();
  const method: PaymentMethod = {
    ...of,
    _id: id,
    createdAt,
    // long enough for the slowest saga, short enough not to keep unused tokens
    ...(of.singleUse ? { expiresAt: new Date(createdAt.getTime() + days(1)) } : {}),
  };
  await methods.insert(method);
  return method;
}
