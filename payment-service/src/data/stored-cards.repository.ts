import { textId } from '@shop/common/mongo/connection';
import { Documents } from '@shop/common/mongo/documents';
import type { Model } from 'mongoose';
import { MOST_STORED_CARDS, type StoredCard, type StoredCards } from '../domain/stored-cards.js';

/** The stored cards of each customer: each method is one atomic change of one document. */
export class StoredCardsRepository {
  readonly #customers: Documents<StoredCards>;

  constructor(model: Model<StoredCards>) {
    this.#customers = new Documents(model);
  }

  /** The current document; null for a customer without one. */
  find(userId: string): Promise<StoredCards | null> {
    return this.#customers.findCommitted(userId);
  }

  /** Counts a card; false when it is counted already, the limit is reached, or the customer has no document. */
  add(userId: string, card: StoredCard): Promise<boolean> {
    const room = { 'cards.id': { $ne: card.id }, [`cards.${MOST_STORED_CARDS - 1}`]: { $exists: false } };
    return this.#customers.updateOne(
      { _id: textId(userId), ...room },
      { $push: { cards: card }, $inc: { revision: 1 } },
    );
  }

  /** Replaces the counted cards; false when they were written since `read`. */
  replace({ _id, revision }: StoredCards, cards: readonly StoredCard[]): Promise<boolean> {
    return this.#customers.updateOne({ _id, revision }, { $set: { cards: [...cards] }, $inc: { revision: 1 } });
  }

  /** Stops counting a card. */
  async forget(userId: string, id: string): Promise<void> {
    await this.#customers.updateOne({ _id: textId(userId) }, { $pull: { cards: { id } }, $inc: { revision: 1 } });
  }

  /** Creates the document of a customer who has none. */
  async begin(userId: string, cards: readonly StoredCard[]): Promise<void> {
    await this.#customers.insert({ _id: userId, revision: 0, cards: [...cards] });
  }
}
