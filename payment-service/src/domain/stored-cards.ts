import { minutes } from '@shop/common/time';

/** A card that a customer has stored, or is about to. */
export interface StoredCard {
  /** Of the payment method. */
  readonly id: string;
  readonly at: Date;
}

/** The stored cards of one customer; the id is the customer's. */
export interface StoredCards {
  readonly _id: string;
  readonly revision: number;
  readonly cards: StoredCard[];
}

/** Cards that one customer may have stored. */
export const MOST_STORED_CARDS = 50;
/** A card of which no payment method is known by then came to nothing. */
const ABANDONED_AFTER = minutes(1);

/** The cards that count at `now`: those of `there`, the customer's payment methods, and those that may still become one. */
export function countedCards(cards: readonly StoredCard[], there: readonly string[], now: Date): StoredCard[] {
  const known = new Set(there);
  const open = cards.filter(({ id, at }) => !known.has(id) && now.getTime() - at.getTime() < ABANDONED_AFTER);
  return [...there.map((id) => ({ id, at: now })), ...open].slice(0, MOST_STORED_CARDS);
}
