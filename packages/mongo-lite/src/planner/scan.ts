import type { Index } from '../indexes/index.js';
import { afterAll, keyText, recordOf } from '../indexes/key-text.js';
import type { Bound } from '../indexes/key.js';
import type { Stretch } from '../indexes/overlay.js';
import { CommandError } from '../errors.js';
import type { Collection } from '../storage/collection.js';
import type { StoredDocument } from '../storage/record.js';
import type { IndexScan } from './plan-index.js';
import type { Plan } from './plan.js';

/** The documents that a plan reads, each once. Nothing may be written while they are read. */
export function* candidates(collection: Collection, plan: Plan): Generator<StoredDocument> {
  if (plan.kind === 'collection') yield* collection.documents.values(plan.reverse);
  else for (const record of recordsOf(plan)) yield collection.documents.get(record)!;
}

/** The position of a scan: a generator that receives it continues after it, and keeps it up to date. */
export class Position {
  /** The last record of a collection scan. */
  record: number | undefined;
  /** The number of stretches that were read to the end, of all index scans together. */
  stretches = 0;
  /** The last entry read of the current stretch. */
  entry: string | undefined;
  /** Records already returned, for plans in which a record may occur again. */
  readonly seen = new Set<number>();
}

/** The records of a plan, each once, from a position on. Nothing may be written while they are read. */
export function* recordsFrom(collection: Collection, plan: Plan, position: Position): Generator<number> {
  if (plan.kind === 'collection') {
    requireIndex(collection, '_id_');
    for (const record of collection.documents.records(plan.reverse, position.record)) {
      position.record = record;
      yield record;
    }
  } else {
    for (const { index } of scansOf(plan))
      if (requireIndex(collection, index.spec.name) !== index) throw killed(`index '${index.spec.name}' dropped`);
    yield* recordsOf(plan, position);
  }
}

/** The records that the indexes of a plan contain, each once. Nothing may be written while they are read. */
function* recordsOf(
  plan: Exclude<Plan, { kind: 'collection' }>,
  position: Position = new Position(),
): Generator<number> {
  const scans = scansOf(plan);
  const [first] = scans;
  // Two values of an `$in` may have the same text, and a document several keys.
  const once = scans.length === 1 && !first!.index.multikey && first!.intervals.every(({ length }) => length === 1);
  const { seen } = position;
  for (const record of records(scans, position)) {
    if (seen.has(record)) continue;
    if (!once) seen.add(record);
    yield record;
  }
}

function* records(scans: readonly IndexScan[], position: Position): Generator<number> {
  let stretches = 0;
  for (const scan of scans) {
    const { index } = scan;
    for (const stretch of stretchesOf(scan)) {
      if (stretches++ < position.stretches) continue;
      yield* entries(index, stretch, position);
      position.stretches = stretches;
      position.entry = undefined;
    }
  }
}

/** The records of one stretch, after the last entry that was read of it. */
function* entries(index: Index, stretch: Stretch, position: Position): Generator<number> {
  const { entry: last } = position;
  const rest = last === undefined ? stretch : { ...stretch, [stretch.reverse ? 'high' : 'low']: last };
  for (const entry of index.entries(rest)) {
    if (entry === last) continue;
    position.entry = entry;
    yield recordOf(entry);
  }
}

const scansOf = (plan: Exclude<Plan, { kind: 'collection' }>) => (plan.kind === 'index' ? [plan] : plan.branches);

/** Throws QueryPlanKilled (175) when the collection that a cursor reads was dropped; undefined when only the index was. */
function requireIndex({ indexes, namespace }: Collection, name: string): Index | undefined {
  if (!indexes.has('_id_')) throw killed(`collection dropped: ${namespace}`);
  return indexes.get(name);
}

const killed = (why: string) => new CommandError(175, `query plan killed :: ${why}`);

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
