import type { IndexKey, Bound } from '../indexes/key.js';
import { keyOrder } from '../indexes/key.js';
import type { Collection } from '../storage/collection.js';
import type { StoredDocument } from '../storage/record.js';
import type { IndexScan } from './plan-index.js';
import type { Plan } from './plan.js';

/** The documents that a plan looks at, each once. Nothing may be written while they are read. */
export function* candidates(collection: Collection, plan: Plan): Generator<StoredDocument> {
  if (plan.kind === 'collection') {
    yield* plan.reverse ? [...collection.documents.values()].reverse() : collection.documents.values();
    return;
  }
  const scans = plan.kind === 'index' ? [plan] : plan.branches;
  const seen = scans.length > 1 || scans[0]!.index.multikey ? new Set<number>() : undefined;
  for (const scan of scans) {
    for (const record of records(scan)) {
      if (seen?.has(record)) continue;
      seen?.add(record);
      yield collection.documents.get(record)!;
    }
  }
}

function* records(scan: IndexScan): Generator<number> {
  const { tree, spec } = scan.index;
  const compare = keyOrder(spec.fields);
  for (const [low, high] of ranges(scan, [], [])) {
    const first: IndexKey = { values: low, record: -Infinity };
    const last: IndexKey = { values: high, record: Infinity };
    if (scan.reverse) {
      for (const [key] of tree.entriesReversed(last)) {
        if (compare(key, first) < 0) break;
        yield key.record;
      }
    } else {
      for (const [key] of tree.entries(first)) {
        if (compare(key, last) > 0) break;
        yield key.record;
      }
    }
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
