import { days, minutes } from '@shop/common/time';
import type { LeasedDetachment } from '../data/detachment.repository.js';
import { providerOfMethod } from '../data/payment-method.model.js';
import type { Parts } from './parts.js';

/** The interval at which a card of an unfinished payment is checked again. */
const LOOK_AGAIN_MS = minutes(1);
/** After this time the detachment is abandoned. */
const GIVE_UP_AFTER_MS = days(7);

/**
 * Detaches a card that its customer removed at its provider, then deletes it. Waits while a payment with the card may still be authorised
 * or captured. Rejects when the provider does not detach it; after a week this is logged and given up.
 */
export async function detachCard(
  { methods, detachments, payments, providers, logger }: Parts,
  leased: LeasedDetachment,
): Promise<void> {
  const removed = leased.document;
  const { _id: paymentMethodId, token, detachIntent } = removed;
  const { userId, at } = detachIntent!;
  const copies = await methods.copies(userId, token);
  if (await payments.isCardInUse(userId, token, [paymentMethodId, ...copies]))
    return detachments.putOff(leased, LOOK_AGAIN_MS);
  const provider = providerOfMethod(removed);
  try {
    await providers.named(provider).detach(token);
  } catch (error) {
    if (Date.now() - at.getTime() < GIVE_UP_AFTER_MS) throw error;
    logger.error('A removed card was not detached at its payment provider within a week; it is given up', {
      paymentMethodId,
      provider,
      error,
    });
  }
  await methods.forget(removed);
}
