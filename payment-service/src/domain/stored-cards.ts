import { minutes } from '@shop/common/time';

/** A card that a customer has stored or is storing. */
export interface StoredCard {
  /** Id of the payment method. */
  readonly id: string;
  readonly at: Date;
}

/** The stored cards of one customer; the id is the customer's. */
export interface StoredCards {
  readonly _id: string;
  readonly revision: number;
  readonly cards: StoredCard[];
}

/** The most cards that one customer may store. */
export const MOST_STORED_CARDS = 50;
/** A card without a payment method after this time counts as abandoned. */
const ABANDONED_AFTER = minutes(1);

/** The cards that count at `now`: those in `there`, the ids of the customer's payment methods, and those that may still become one. */
export function countedCards(cards: readonly StoredCard[], there: readonly string[], now: Date): StoredCard[] {
  const known = new Set(there);
  const open = cards.filter(({ id, at }) => !known.has(id) && now.getTime() - at.getTime() < ABANDONED_AFTER);
  return [...there.map((id) => ({ id, at: now })), ...open].slice(0, MOST_STORED_CARDS);
}
