import type { Documents, Filter, Update } from './documents.js';

/** What a document stores about a command: its reply, or that it was undone (possibly before it came). */
interface Mark {
  state: 'done' | 'undone';
  reply?: unknown;
}

/** A document that commands act on. Its `marks` hold one Mark per step. */
export interface Guarded {
  _id: string;
  marks?: Record<string, Mark>;
}

export type DoOutcome<D> =
  | { readonly type: 'done'; readonly document: D }
  | { readonly type: 'duplicate'; readonly reply: unknown }
  | { readonly type: 'undone' }
  | { readonly type: 'not-now'; readonly document: D | null };

const withMark = (change: Update, step: string, mark: Mark): Update => ({
  ...change,
  $set: { ...change['$set'], [`marks.${step}`]: mark },
});

/**
 * The participant barrier, in one atomic change of one document: applies `change` unless `step` was done (`duplicate`, with the stored
 * reply) or undone (`undone`: a late do), and only where `when` holds (else `not-now`, with the document as it is). These outcomes rest
 * only on what a majority has. After dtm's sub-transaction barrier.
 */
export async function doOnce<D extends Guarded>(
  documents: Documents<D>,
  id: string,
  step: string,
  { change, when = {}, reply = {} }: { change: Update; when?: Filter; reply?: unknown },
): Promise<DoOutcome<D>> {
  const filter = { ...when, _id: id, [`marks.${step}`]: { $exists: false } };
  const document = await documents.findOneAndUpdate(filter, withMark(change, step, { state: 'done', reply }));
  if (document) return { type: 'done', document };
  const found = await documents.findCommitted(id);
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
  documents: Documents<D>,
  id: string,
  step: string,
  { change = {}, when = {}, tombstone }: { change?: Update; when?: Filter; tombstone: () => D },
): Promise<UndoOutcome<D>> {
  const mark: Mark = { state: 'undone' };
  for (let wasThere = false; ;) {
    const filter = { ...when, _id: id, [`marks.${step}.state`]: { $ne: 'undone' } };
    const before = await documents.findOneAndUpdate(filter, withMark(change, step, mark), { before: true });
    if (before) return { type: 'undone', before };
    const found = await documents.findCommitted(id);
    if (found?.marks?.[step]?.state === 'undone') return { type: 'duplicate' };
    if (found && wasThere) return { type: 'not-now', document: found };
    if (found) {
      // it may have been inserted since it was looked for: only one that was there can be refused
      wasThere = true;
      continue;
    }
    if (await documents.insert({ ...tombstone(), _id: id, marks: { [step]: mark } }))
      return { type: 'undone', before: null };
    // the do was faster: undo it in the next round
  }
}
