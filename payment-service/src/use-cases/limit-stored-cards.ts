import { unavailable } from '@shop/common/errors';
import { countedCards, MOST_STORED_CARDS } from '../domain/stored-cards.js';
import { tooManyPaymentMethods } from '../domain/refusals.js';
import type { Parts } from './parts.js';

/** Each lost round means that another call for the same customer succeeded. */
const ROUNDS = 20;

/**
 * Counts a card against its customer's limit, once for its id, before the provider receives it: one write while there is room. Without room
 * it reads the payment methods for the cards that still exist. Throws TOO_MANY_PAYMENT_METHODS, or 503.
 */
async function countStoredCard(
  { storedCards, methods }: Pick<Parts, 'storedCards' | 'methods'>,
  userId: string,
  id: string,
): Promise<void> {
  if (!storedCards) return;
  for (let round = 0; round < ROUNDS; round++) {
    const now = new Date();
    if (await storedCards.add(userId, { id, at: now })) return;
    const read = await storedCards.find(userId);
    if (read?.cards.some((card) => card.id === id)) return;
    if (read && read.cards.length < MOST_STORED_CARDS) continue;
    const counted = countedCards(read?.cards ?? [], await methods.ids(userId, MOST_STORED_CARDS), now);
    if (counted.length === MOST_STORED_CARDS) throw tooManyPaymentMethods();
    if (read) await storedCards.replace(read, counted);
    else await storedCards.begin(userId, counted);
  }
  throw unavailable('Your cards are being changed by many requests at once; try again shortly.');
}

/**
 * Stores a card, counted against its customer's limit; a card that could not be stored does not count. Throws as `countStoredCard` and
 * `ask` do.
 */
export async function asStoredCard<T>(
  parts: Pick<Parts, 'storedCards' | 'methods'>,
  userId: string,
  id: string,
  store: () => Promise<T>,
): Promise<T> {
  await countStoredCard(parts, userId, id);
  try {
    return await store();
  } catch (error) {
    await parts.storedCards?.forget(userId, id);
    throw error;
  }
}
