import { Schema, type Connection, type Model } from 'mongoose';

/** What an operator holds back: all that it names must fit. Times are epoch milliseconds. */
export interface PauseDocument {
  _id: string;
  type?: string;
  step?: string;
  /** A participant's name, or that of the process which carries out its commands. */
  participant?: string;
  reason: string;
  by: string;
  at: number;
  /** It is over; it stays until everything that rested for it has been woken. */
  endedAt: number | null;
}

/** The collection of pauses: a handful, all read every second. */
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
