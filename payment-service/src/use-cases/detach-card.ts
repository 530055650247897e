import { days, minutes } from '@shop/common/time';
import type { LeasedDetachment } from '../data/detachment.repository.js';
import { providerOfMethod } from '../data/payment-method.model.js';
import type { Parts } from './parts.js';

/** How long a card that is still paid with is left alone before it is looked at again. */
const LOOK_AGAIN_MS = minutes(1);
/** A provider that has not let go of a card by then never will. */
const GIVE_UP_AFTER_MS = days(7);

/**
 * Has its provider let go of a card that its customer removed, then forgets it. A card of a payment that may still be authorised or
 * captured waits for that. Rejects when the provider does not do it; after a week it is logged and given up.
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
