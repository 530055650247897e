import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { collectionOf, isDuplicateKey } from './mongo.js';

/** What a document remembers of a command: its reply, or that it was undone (also before it came). */
export interface Mark {
  state: 'done' | 'undone';
  reply?: unknown;
}

/** A document that commands act on. Its `marks` hold one Mark a step. */
export interface Guarded {
  _id: string;
  marks?: Record<string, Mark>;
}

export type DoOutcome<D> =
  | { readonly type: 'done'; readonly document: D }
  | { readonly type: 'duplicate'; readonly reply: unknown }
  | { readonly type: 'undone' }
  | { readonly type: 'not-now'; readonly document: D | null };

/**
 * The participant barrier, in one atomic change of one document: applies `change` unless `step` was done (a duplicate
 * gets the stored reply) or undone (a late do is told so), and only where `when` holds (else `not-now`, with the
 * document as it is). After dtm's sub-transaction barrier.
 */
export async function doOnce<D extends Guarded>(
  model: Model<D>,
  id: string,
  step: string,
  { change, when = {}, reply = {} }: { change: UpdateQuery<D>; when?: QueryFilter<D>; reply?: unknown },
): Promise<DoOutcome<D>> {
  const filter = { ...when, _id: id, [`marks.${step}`]: { $exists: false } } as QueryFilter<D>;
  const mark: Mark = { state: 'done', reply };
  const update = { ...change, $set: { ...change.$set, [`marks.${step}`]: mark } } as UpdateQuery<D>;
  const documents = collectionOf(model);
  const document = await documents.findOneAndUpdate(filter as never, update as never, { returnDocument: 'after' });
  if (document) return { type: 'done', document: document as D };
  const found = (await documents.findOne({ _id: id } as never)) as D | null;
  const before = found?.marks?.[step];
  if (before?.state === 'done') return { type: 'duplicate', reply: before.reply };
  if (before?.state === 'undone') return { type: 'undone' };
  return { type: 'not-now', document: found };
}

export type UndoOutcome<D> =
  | { readonly type: 'undone'; readonly before: D | null }
  | { readonly type: 'duplicate' }
  | { readonly type: 'not-now'; readonly document: D };

/**
 * Marks `step` as undone and applies `change`, once, where `when` holds. Where there is no document yet, `tombstone`
 * is inserted, so that the do that may still come is refused.
 */
export async function undoOnce<D extends Guarded>(
  model: Model<D>,
  id: string,
  step: string,
  {
    change = {},
    when = {},
    tombstone,
  }: { change?: UpdateQuery<D>; when?: QueryFilter<D>; tombstone: () => Omit<D, '_id' | 'marks'> },
): Promise<UndoOutcome<D>> {
  const mark: Mark = { state: 'undone' };
  const documents = collectionOf(model);
  for (;;) {
    const filter = { ...when, _id: id, [`marks.${step}.state`]: { $ne: 'undone' } } as QueryFilter<D>;
    const update = { ...change, $set: { ...change.$set, [`marks.${step}`]: mark } } as UpdateQuery<D>;
    const before = await documents.findOneAndUpdate(filter as never, update as never, { returnDocument: 'before' });
    if (before) return { type: 'undone', before: before as D };
    const found = (await documents.findOne({ _id: id } as never)) as D | null;
    if (found?.marks?.[step]?.state === 'undone') return { type: 'duplicate' };
    if (found) return { type: 'not-now', document: found };
    try {
      await documents.insertOne({ ...tombstone(), _id: id, marks: { [step]: mark } } as never);
      return { type: 'undone', before: null };
    } catch (error) {
      // the do was faster: undo it in the next round
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
