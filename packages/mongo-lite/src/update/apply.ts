import { compareValues } from '../bson/compare.js';
import { identical } from '../bson/encode.js';
import { showField } from '../bson/show.js';
import type { Doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { applyAlongPath } from './apply-path.js';
import type { ModifierUpdate, Update } from './compile.js';
import { byPath } from './conflicts.js';
import { withIdFirst } from './id.js';
import { atMatch } from './positional.js';

/** The context in which an update is applied. */
export interface UpdateContext {
  /** The array element that the filter matched, for `$`. */
  matchedIndex?: number | undefined;
  /** The document is about to be inserted by an upsert. */
  inserting?: boolean;
}

/**
 * The updated document, or the very same one when nothing changed. Unchanged parts are shared with the old one.
 * Throws ImmutableField (66) if `_id` would change.
 */
export function applyUpdate(update: Update, doc: Doc, context: UpdateContext = {}): Doc {
  const result = update.kind === 'replacement' ? replace(doc, update.doc) : modify(update, doc, context);
  if (result === doc || result.get('_id') === doc.get('_id') || !doc.has('_id')) return withIdFirst(result);
  throw immutable(update, result);
}

function replace(doc: Doc, replacement: Doc): Doc {
  const id = doc.get('_id');
  const own = replacement.get('_id');
  if (own !== undefined && id !== undefined && compareValues(own, id) !== 0) {
    throw new CommandError(
      66,
      `After applying the update, the (immutable) field '_id' was found to have been altered to ${showField('_id', own)}`,
    );
  }
  const result: Doc = new Map();
  if (id !== undefined) result.set('_id', id);
  for (const [name, value] of replacement) if (name !== '_id' || id === undefined) result.set(name, value);
  return identical(result, doc) ? doc : result;
}

function modify(update: ModifierUpdate, doc: Doc, context: UpdateContext): Doc {
  let steps = context.inserting ? byPath([...update.steps, ...update.onInsert]) : update.steps;
  if (update.positional) steps = atMatch(steps, context.matchedIndex);
  let current = doc;
  for (const step of steps) {
    // The copy that the first change has made is not shared.
    current = applyAlongPath(current, step, current !== doc);
  }
  return current;
}

function immutable(update: Update, result: Doc): CommandError {
  if (!result.has('_id')) {
    return new CommandError(66, "Performing an update on the path '_id' would modify the immutable field '_id'");
  }
  const step = update.kind === 'modifiers' ? update.steps.find(({ parts }) => parts[0] === '_id') : undefined;
  const path = step?.parts.join('.') ?? '_id';
  return new CommandError(66, `Performing an update on the path '${path}' would modify the immutable field '_id'`);
}
