import { afterAll, keyText } from '../indexes/key-text.js';
import type { Bound } from '../indexes/key.js';
import type { Stretch } from '../indexes/overlay.js';
import type { Collection } from '../storage/collection.js';
import type { StoredDocument } from '../storage/record.js';
import type { IndexScan } from './plan-index.js';
import type { Plan } from './plan.js';

/** The documents that a plan looks at, each once. Nothing may be written while they are read. */
export function* candidates(collection: Collection, plan: Plan): Generator<StoredDocument> {
  if (plan.kind === 'collection') yield* collection.documents.values(plan.reverse);
  else for (const record of recordsOf(plan)) yield collection.documents.get(record)!;
}

/** The records that the indexes of a plan give, each once. Nothing may be written while they are read. */
export function* recordsOf(plan: Exclude<Plan, { kind: 'collection' }>): Generator<number> {
  const scans = plan.kind === 'index' ? [plan] : plan.branches;
  const [first] = scans;
  // Two values of an `$in` may have the same text, and a document several keys.
  const once = scans.length === 1 && !first!.index.multikey && first!.intervals.every(({ length }) => length === 1);
  const seen = once ? undefined : new Set<number>();
  for (const scan of scans) {
    for (const record of records(scan)) {
      if (seen?.has(record)) continue;
      seen?.add(record);
      yield record;
    }
  }
}

function* records(scan: IndexScan): Generator<number> {
  const { index } = scan;
  const whole = index.spec.unique && index.exact && isWholeKey(scan);
  for (const stretch of stretchesOf(scan)) {
    if (!whole) yield* index.records(stretch);
    else {
      const record = index.holder(stretch.low);
      if (record !== undefined) yield record;
    }
  }
}

/** Do all stretches hold one key, with a value for each field? */
function isWholeKey({ index, intervals }: IndexScan): boolean {
  const points = intervals.every((each) => each.every(({ low, high }) => low === high));
  return points && intervals.length === index.spec.fields.length;
}

/** The stretches of the index that a scan reads, in order. */
export function* stretchesOf(scan: IndexScan): Generator<Stretch> {
  const { reverse } = scan;
  const { fields } = scan.index.spec;
  for (const [low, high] of ranges(scan, [], [])) {
    yield { low: keyText(low, fields).text, high: keyText(high, fields).text + afterAll, reverse };
  }
}

/** Every combination of the leading fields' stretches, in the order in which the index holds them. */
function* ranges(
  scan: IndexScan,
  low: readonly Bound[],
  high: readonly Bound[],
): Generator<[readonly Bound[], readonly Bound[]]> {
  const depth = low.length;
  const intervals = scan.intervals[depth];
  if (!intervals) {
    yield [low, high];
    return;
  }
  const forwards = scan.index.spec.fields[depth]!.direction === 1;
  const inOrder = forwards === scan.reverse ? [...intervals].reverse() : intervals;
  for (const interval of inOrder) {
    const [from, to] = forwards ? [interval.low, interval.high] : [interval.high, interval.low];
    yield* ranges(scan, [...low, from], [...high, to]);
  }
}
