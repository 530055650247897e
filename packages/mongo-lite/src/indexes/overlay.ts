import BTreeModule from 'sorted-btree';

// The package is CommonJS: its class is the `default` property of the default export that Node sees.
const BTree = BTreeModule.default ?? BTreeModule;

/** The changes since the last checkpoint: each entry is present or removed. */
export type Changes = import('sorted-btree').default<string, boolean>;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A set of changes that is empty. */
export function noChanges(): Changes {
  return new BTree(undefined, byText) as Changes;
}

/** The range of an index from `low` (included) to `high` (not included), forwards or backwards. */
export interface Stretch {
  readonly low: string;
  readonly high: string;
  readonly reverse: boolean;
}

/** The changes in a stretch, in order. */
function* changesIn(changes: Changes, { low, high, reverse }: Stretch): Generator<[string, boolean]> {
  if (reverse) {
    for (const pair of changes.entriesReversed(high)) {
      if (pair[0] < low) return;
      if (pair[0] !== high) yield pair;
    }
  } else {
    for (const pair of changes.entries(low)) {
      if (pair[0] >= high) return;
      yield pair;
    }
  }
}

/** The entries of `older` with the changes applied, in order. */
export function overlay(older: Iterable<string>, changes: Changes | undefined, stretch: Stretch): Iterable<string> {
  return changes === undefined || changes.size === 0 ? older : merge(older, changes, stretch);
}

function* merge(older: Iterable<string>, changes: Changes, stretch: Stretch): Generator<string> {
  const rest = changesIn(changes, stretch);
  let next = rest.next();
  for (const entry of older) {
    while (!next.done && next.value[0] !== entry && next.value[0] < entry !== stretch.reverse) {
      if (next.value[1]) yield next.value[0];
      next = rest.next();
    }
    if (!next.done && next.value[0] === entry) {
      if (next.value[1]) yield entry;
      next = rest.next();
    } else yield entry;
  }
  for (; !next.done; next = rest.next()) if (next.value[1]) yield next.value[0];
}
