import { Schema, type Connection, type Model } from 'mongoose';
import type { StoredCards } from '../domain/stored-cards.js';

/** One document for each customer: see docs/decisions/0058-stored-cards-are-counted.md. */
export function storedCardsModel(connection: Connection): Model<StoredCards> {
  const card = new Schema({ id: String, at: Date }, { _id: false });
  const schema = new Schema<StoredCards>(
    { _id: String, revision: Number, cards: [card] },
    { collection: 'stored_cards', versionKey: false },
  );
  return connection.model<StoredCards>('StoredCards', schema);
}
