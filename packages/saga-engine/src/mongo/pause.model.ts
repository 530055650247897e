import { Schema, type Connection, type Model } from 'mongoose';

/** What an operator holds back: all named fields must match. Times are epoch milliseconds. */
export interface PauseDocument {
  _id: string;
  type?: string;
  step?: string;
  /** A participant's name, or that of the process that carries out its commands. */
  participant?: string;
  reason: string;
  by: string;
  at: number;
  /** When it ended; it is kept until all sagas that rested for it have been woken. */
  endedAt: number | null;
}

/** The collection of pauses: few documents, all read every second. */
export function pauseModel(connection: Connection): Model<PauseDocument> {
  const text = { type: String };
  const schema = new Schema<PauseDocument>(
    {
      _id: String,
      type: text,
      step: text,
      participant: text,
      reason: String,
      by: String,
      at: Number,
      endedAt: Number,
    },
    { collection: 'pauses', versionKey: false },
  );
  return connection.model<PauseDocument>('Pause', schema);
}
