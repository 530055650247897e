import { isTruthy } from '../bson/numbers.js';
import { showDocument } from '../bson/show.js';
import { Binary, docOf } from '../bson/values.js';
import { encodeDocument } from '../bson/encode.js';
import type { Doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { parseFilter } from '../query/parse.js';
import type { Collection } from '../storage/collection.js';
import { collectionName, countArgument, documentArgument } from './arguments.js';
import type { Command } from './command.js';
import { sourceOf } from './cursors.js';

export const create: Command = {
  fields: ['autoIndexId', 'storageEngine', 'indexOptionDefaults'],
  unsupported: [
    'capped',
    'size',
    'max',
    'validator',
    'validationLevel',
    'validationAction',
    'timeseries',
    'expireAfterSeconds',
    'clusteredIndex',
    'changeStreamPreAndPostImages',
    'viewOn',
    'pipeline',
    'collation',
    'idIndex',
    'encryptedFields',
  ],
  writes: true,
  run(command, { store, database }) {
    store.ensure(database, collectionName(command));
    return {};
  },
};

export const drop: Command = {
  fields: [],
  writes: true,
  run(command, { store, database }) {
    const collection = store.find(database, collectionName(command));
    // Since 7.0 dropping a collection that does not exist is no error.
    if (!collection) return {};
    const nIndexesWas = collection.indexes.size;
    store.drop(collection);
    return { nIndexesWas, ns: collection.namespace };
  },
};

export const dropDatabase: Command = {
  fields: [],
  writes: true,
  run(_command, { store, database }) {
    const collections = [...(store.databases.get(database)?.values() ?? [])];
    for (const collection of collections) store.drop(collection);
    return collections.length > 0 ? { dropped: database } : {};
  },
};

export const listDatabases: Command = {
  fields: ['filter', 'nameOnly', 'authorizedDatabases'],
  run(command, { store, database }) {
    if (database !== 'admin') throw new CommandError(13, 'listDatabases may only be run against the admin database.');
    const filter = parseFilter(documentArgument('listDatabases', command, 'filter'));
    const nameOnly = isTruthy(command.get('nameOnly'));
    const databases = [...store.databases]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, collections]) => {
        const size = [...collections.values()].reduce((total, collection) => total + sizeOf(collection), 0);
        return docOf(nameOnly ? { name } : { name, sizeOnDisk: BigInt(size), empty: false });
      });
    return { databases: databases.filter((entry) => filter.matches(entry)) };
  },
};

function sizeOf(collection: Collection): number {
  return 4096 + collection.documents.bytes;
}

export const listCollections: Command = {
  fields: ['filter', 'nameOnly', 'cursor', 'authorizedCollections'],
  run(command, { store, database, cursors }) {
    const filter = parseFilter(documentArgument('listCollections', command, 'filter'));
    const nameOnly = isTruthy(command.get('nameOnly'));
    const collections = [...(store.databases.get(database)?.values() ?? [])];
    const entries = collections.map(describe).filter((entry) => filter.matches(entry));
    const shown = nameOnly
      ? entries.map((entry) => docOf({ name: entry.get('name'), type: entry.get('type') }))
      : entries;
    const batchSize = countArgument(
      'listCollections',
      documentArgument('listCollections', command, 'cursor'),
      'batchSize',
    );
    return cursors.start(`${database}.$cmd.listCollections`, sourceOf(shown, encodeDocument), batchSize ?? Infinity);
  },
};

function describe(collection: Collection): Doc {
  return docOf({
    name: collection.name,
    type: 'collection',
    options: new Map(),
    info: docOf({ readOnly: false, uuid: new Binary(4, collection.uuid) }),
    idIndex: collection.idIndex.spec.document,
  });
}

/** The sizes that tools request; values that do not apply here are zero. */
export const collStats: Command = {
  fields: ['scale'],
  run(command, { store, database }) {
    const collection = store.find(database, collectionName(command));
    if (command.has('scale'))
      throw new CommandError(238, `collStats with scale is not supported: ${showDocument(command)}`);
    return {
      ns: `${database}.${collectionName(command)}`,
      count: collection?.documents.size ?? 0,
      size: collection ? sizeOf(collection) - 4096 : 0,
      nindexes: collection?.indexes.size ?? 0,
      capped: false,
    };
  },
};
