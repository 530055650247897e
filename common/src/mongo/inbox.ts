import { isDuplicateKey, textId } from './connection.js';
import type { Documents, Update } from './documents.js';

/** The place of an event: in the log of `source`, at `position`. */
interface Place {
  /** Without dots. */
  readonly source: string;
  readonly position: number;
}

/**
 * Applies `update` to the document of this id, which is created if there is none; false when it was applied before for this event, or for a
 * later one of the same source. The document keeps the last position of each source under `seen`.
 *
 * An event may come again: after a crash, when another replica takes over, or on a replay. Its effect still happens once if the one
 * document that it changes stores the position. An effect that is a document of its own uses the event's id as its `_id`, and
 * `Documents.insert` returns whether it is new.
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
    // the document exists: it has seen this event, or another writer has just written it
    return apply(false);
  }
}
