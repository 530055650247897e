import { encodeDocument, identical } from '../bson/encode.js';
import { show, showDocument } from '../bson/show.js';
import type { Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { IndexSpec } from '../indexes/spec.js';
import { parseIndexSpec, sameOptions, sameSignature } from '../indexes/spec.js';
import type { Collection } from '../storage/collection.js';
import { collectionName, countArgument, documentArgument, documentsArgument } from './arguments.js';
import type { Command } from './command.js';
import { sourceOf } from './cursors.js';

export const createIndexes: Command = {
  fields: ['indexes', 'ignoreUnknownIndexOptions'],
  unsupported: ['commitQuorum'],
  writes: true,
  run(command, { store, database }) {
    const name = collectionName(command);
    const specs = documentsArgument('createIndexes', command, 'indexes').map(parseIndexSpec);
    if (specs.length === 0) throw new CommandError(2, 'Must specify at least one index to create');
    const createdCollectionAutomatically = store.find(database, name) === undefined;
    const collection = store.ensure(database, name);
    const numIndexesBefore = collection.indexes.size;
    for (const spec of specs) {
      if (!existing(collection, spec)) build(collection, spec);
    }
    const numIndexesAfter = collection.indexes.size;
    const note = numIndexesAfter === numIndexesBefore ? { note: 'all indexes already exist' } : {};
    return { numIndexesBefore, numIndexesAfter, createdCollectionAutomatically, ...note };
  },
};

/** True when this exact index exists. Throws when another has its name or its pattern: codes 85 and 86. */
function existing(collection: Collection, spec: IndexSpec): boolean {
  if (spec.key.size === 1 && spec.key.has('_id') && spec.fields[0]!.direction === 1) return true;
  const named = collection.indexes.get(spec.name)?.spec;
  const pair = (other: IndexSpec) =>
    `Requested index: ${showDocument(spec.document)}, existing index: ${showDocument(other.document)}`;
  if (named) {
    if (!sameSignature(named, spec)) {
      throw new CommandError(
        86,
        'An existing index has the same name as the requested index. When index names are not specified, they are auto ' +
          `generated and can cause conflicts. Please refer to our documentation. ${pair(named)}`,
      );
    }
    if (sameOptions(named, spec)) return true;
    throw new CommandError(
      85,
      `An equivalent index already exists with the same name but different options. ${pair(named)}`,
    );
  }
  const twin = [...collection.indexes.values()].find((index) => sameSignature(index.spec, spec))?.spec;
  if (!twin) return false;
  if (sameOptions(twin, spec)) throw new CommandError(85, `Index already exists with a different name: ${twin.name}`);
  throw new CommandError(85, `An equivalent index already exists with a different name and options. ${pair(twin)}`);
}

function build(collection: Collection, spec: IndexSpec): void {
  try {
    collection.createIndex(spec);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError(
      error.code,
      `Index build failed: Collection ${collection.namespace} :: caused by :: ${error.message}`,
      error.details,
    );
  }
}

export const listIndexes: Command = {
  fields: ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo'],
  run(command, { store, database, cursors }) {
    const collection = required(
      store.find(database, collectionName(command)),
      `${database}.${collectionName(command)}`,
    );
    const specs = [...collection.indexes.values()].map(({ spec }) => spec.document);
    const batchSize = countArgument('listIndexes', documentArgument('listIndexes', command, 'cursor'), 'batchSize');
    return cursors.start(collection.namespace, sourceOf(specs, encodeDocument), batchSize ?? Infinity);
  },
};

export const dropIndexes: Command = {
  fields: ['index'],
  writes: true,
  run(command, { store, database }) {
    const collection = required(
      store.find(database, collectionName(command)),
      `${database}.${collectionName(command)}`,
    );
    const nIndexesWas = collection.indexes.size;
    const wanted = command.get('index');
    if (wanted === '*') {
      const names = [...collection.indexes.keys()].filter((name) => name !== '_id_');
      for (const name of names) collection.dropIndex(name);
      return { nIndexesWas, msg: 'non-_id indexes dropped for collection' };
    }
    for (const one of Array.isArray(wanted) ? wanted : [wanted]) dropOne(collection, one);
    return { nIndexesWas };
  },
};

function dropOne(collection: Collection, wanted: Value): void {
  const name =
    typeof wanted === 'string'
      ? wanted
      : [...collection.indexes.values()].find(({ spec }) => identical(spec.key, wanted))?.spec.name;
  if (name === '_id_') throw new CommandError(72, 'cannot drop _id index');
  if (name === undefined || !collection.indexes.has(name)) {
    throw new CommandError(
      27,
      typeof wanted === 'string'
        ? `index not found with name [${wanted}]`
        : `can't find index with key: ${show(wanted)}`,
    );
  }
  collection.dropIndex(name);
}

function required(collection: Collection | undefined, namespace: string): Collection {
  if (!collection) throw new CommandError(26, `ns does not exist: ${namespace}`);
  return collection;
}
