import { isDuplicateKey, textId } from './connection.js';
import type { Documents, Update } from './documents.js';

/** Where an event stands: in the log of `source`, at `position`. */
interface Place {
  /** Without dots. */
  readonly source: string;
  readonly position: number;
}

/**
 * Applies `update` to the document of this id, which is made where there is none, unless it was applied for this event, or
 * for a later one of the same source, before; false then. The document keeps the last position of each source under `seen`.
 *
 * An event may come again: after a crash, when another replica takes over, when a reader is told to read again. Its effect
 * happens once all the same where the one document that it changes remembers the event. An effect that is a document of its
 * own takes the event's id as its `_id`, and `Documents.insert` says whether it is new.
 */
export async function updateOnce<D extends { _id: string }>(
  documents: Pick<Documents<D>, 'updateOne'>,
  id: string,
  update: Update,
  { source, position }: Place,
): Promise<boolean> {
  const seen = `seen.${source}`;
  const apply = (upsert: boolean) =>
    documents.updateOne(
      { _id: textId(id), [seen]: { $not: { $gte: position } } },
      { ...update, $set: { ...update['$set'], [seen]: position } },
      { upsert },
    );
  try {
    return await apply(true);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    // there is a document: it has seen this event, or another wrote it just now
    return apply(false);
  }
}
