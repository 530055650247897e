import { Schema, type Connection } from 'mongoose';
import type { CursorStore } from '../events/cursors.js';
import { isDuplicateKey } from './connection.js';
import { Documents } from './documents.js';

interface Cursor {
  _id: string;
  position?: number;
  owner: string;
  until: Date;
}

/** Stores cursors in the reader's own database, where its effects are. */
export function cursorStore(connection: Connection): CursorStore {
  const schema = new Schema<Cursor>(
    { _id: String, position: Number, owner: String, until: Date },
    { collection: 'eventCursors', versionKey: false },
  );
  const documents = new Documents(connection.model<Cursor>('EventCursor', schema));
  const until = (ms: number) => new Date(Date.now() + ms);
  return {
    async acquire(reader, { owner, ms }) {
      const free = { _id: reader, $or: [{ owner: { $in: [owner, ''] } }, { until: { $lt: new Date() } }] };
      try {
        await documents.updateOne(free, { $set: { owner, until: until(ms) } }, { upsert: true });
      } catch (error) {
        // the cursor exists, and another replica holds it
        if (isDuplicateKey(error)) return undefined;
        throw error;
      }
      return { position: (await documents.findCommitted(reader))?.position };
    },
    advance: (reader, { owner, ms }, position) =>
      documents.updateOne(
        { _id: reader, owner },
        { $set: { until: until(ms), ...(position === undefined ? {} : { position }) } },
      ),
    async release(reader, owner) {
      await documents.updateOne({ _id: reader, owner }, { $set: { owner: '' } });
    },
    find: async (reader) => (await documents.findOne({ _id: reader }))?.position,
    async move(reader, position) {
      await documents.updateOne(
        { _id: reader },
        { $set: { position, owner: '', until: new Date() } },
        { upsert: true },
      );
    },
  };
}
