import { parseStage } from '../aggregate/stages.js';
import type { Stage } from '../aggregate/stage.js';
import { encodeDocument } from '../bson/encode.js';
import type { Doc, Value } from '../bson/values.js';
import { failedToParse, notSupported } from '../errors.js';
import { select } from '../planner/select.js';
import { parseSort } from '../planner/sort.js';
import { parseFilter } from '../query/parse.js';
import type { Collection } from '../storage/collection.js';
import { collectionName, countArgument, documentArgument, documentsArgument } from './arguments.js';
import type { Command } from './command.js';
import { sourceOf } from './cursors.js';

export const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'allowDiskUse', 'hint', 'bypassDocumentValidation'],
  unsupported: ['collation', 'let', 'explain', 'exchange'],
  run(command, { store, database, cursors }) {
    const pipeline = documentsArgument('aggregate', command, 'pipeline');
    // Compiled before anything else: an unknown stage is refused by name whatever the collection holds.
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

/** A leading `$match`, and a `$sort` after it, are served by the indexes. */
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
  const found = select(collection, parseFilter(filter instanceof Map ? filter : new Map()), {
    sort: parseSort(order),
    hint,
  });
  return stages.slice(next).reduce<readonly Doc[]>(
    (docs, stage) => stage(docs),
    found.map(({ doc }) => doc),
  );
}
