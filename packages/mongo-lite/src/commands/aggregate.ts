import { parseStage } from '../aggregate/stages.js';
import type { Stage } from '../aggregate/stage.js';
import { encodeDocument } from '../bson/encode.js';
import type { Doc, Value } from '../bson/values.js';
import { failedToParse, notSupported } from '../errors.js';
import { countMatching } from '../planner/count.js';
import { scan } from '../planner/select.js';
import { parseSort } from '../planner/sort.js';
import { parseFilter } from '../query/parse.js';
import { widen } from '../bson/numbers.js';
import type { StoredDocument } from '../storage/record.js';
import type { Collection } from '../storage/collection.js';
import { collectionName, countArgument, documentArgument, documentsArgument } from './arguments.js';
import type { Command } from './command.js';
import { sourceOf } from './cursors.js';

export const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'bypassDocumentValidation'],
  unsupported: ['collation', 'let', 'explain', 'exchange'],
  run(command, { store, database, cursors }) {
    const pipeline = documentsArgument('aggregate', command, 'pipeline');
    // Compiled first: an unknown stage is refused by name whatever the collection contains.
    const stages = pipeline.map(parseStage);
    if (typeof command.get('aggregate') !== 'string') throw notSupported('An aggregation on a whole database');
    if (!command.has('cursor')) {
      throw failedToParse("The 'cursor' option is required, except for aggregate with the explain argument");
    }
    const name = collectionName(command);
    const docs = runPipeline(store.find(database, name), pipeline, stages, command.get('hint'));
    const batchSize = countArgument('aggregate', documentArgument('aggregate', command, 'cursor'), 'batchSize');
    return cursors.start(`${database}.${name}`, sourceOf(docs, encodeDocument), batchSize);
  },
};

/** A leading `$match`, and a `$sort` after it, use the indexes. */
function runPipeline(
  collection: Collection | undefined,
  pipeline: readonly Doc[],
  stages: readonly Stage[],
  hint: Value,
) {
  let next = 0;
  const filter = pipeline[next]?.get('$match');
  if (filter instanceof Map) next++;
  const order = pipeline[next]?.get('$sort');
  if (order instanceof Map) next++;
  const matching = parseFilter(filter instanceof Map ? filter : new Map());
  const counted = next === 1 && pipeline.length === 2 && hint === undefined ? countedField(pipeline[1]!) : undefined;
  if (counted) {
    const n = countMatching(collection, matching);
    return n === 0
      ? []
      : [
          new Map([
            ['_id', counted.id],
            [counted.name, widen(n)],
          ]),
        ];
  }
  const found = scan(collection, matching, { sort: parseSort(order), hint });
  return Array.from(stages.slice(next).reduce<Iterable<Doc>>((docs, stage) => stage(docs), docsOf(found)));
}

function* docsOf(found: Iterable<StoredDocument>): Generator<Doc> {
  for (const { doc } of found) yield doc;
}

/** The field that `$group` counts into when it does nothing else, as drivers count documents: `{_id: 1, n: {$sum: 1}}`. */
function countedField(stage: Doc): { id: Value; name: string } | undefined {
  const spec = stage.get('$group');
  if (!(spec instanceof Map) || spec.size !== 2) return undefined;
  const [[first, id], [name, sum]] = [...spec] as [[string, Value], [string, Value]];
  if (first !== '_id' || (id !== null && typeof id !== 'number') || !(sum instanceof Map)) return undefined;
  return sum.size === 1 && sum.get('$sum') === 1 ? { id, name } : undefined;
}
