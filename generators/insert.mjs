import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Changes a file of the checkout. Throws when the change has no effect. */
export function change(root, path, by) {
  const file = join(root, path);
  const before = readFileSync(file, 'utf8');
  const after = by(before);
  if (after === before) throw new Error(`${path} does not look as the generator expects it; see generators/.`);
  writeFileSync(file, after);
  return path;
}

const only = (text, place, path) => {
  const found = [...text.matchAll(new RegExp(place.source, `${place.flags.replace('g', '')}g`))];
  if (found.length !== 1)
    throw new Error(`${path} has ${found.length} places like ${place}, not one; see generators/.`);
  return found[0];
};

/** Inserts text before or after the one place that matches. Throws when there are several or none. */
export const insert = (root, path, place, text, { after = false } = {}) =>
  change(root, path, (whole) => {
    const { index, 0: match } = only(whole, place, path);
    const at = after ? index + match.length : index;
    return whole.slice(0, at) + text + whole.slice(at);
  });

/** Adds an entry to the list of entries that begins after `start`, and sorts the list. Throws as `insert` does. */
export const insertSorted = (root, path, start, entry, text) =>
  change(root, path, (whole) => {
    const { index, 0: match } = only(whole, start, path);
    const from = index + match.length;
    const [run = ''] = new RegExp(`^(?:${entry.source})*`).exec(whole.slice(from)) ?? [];
    const entries = [...(run.match(new RegExp(entry.source, 'g')) ?? []), text].sort();
    return whole.slice(0, from) + entries.join('') + whole.slice(from + run.length);
  });

export const append = (root, path, text) => change(root, path, (whole) => `${whole.trimEnd()}\n${text}`);
