import { CommandError } from '../errors.js';
import type { Value } from '../bson/values.js';
import { collectionName, countArgument } from './arguments.js';
import type { Command } from './command.js';

export const getMore: Command = {
  fields: ['collection', 'batchSize'],
  run(command, { cursors, database }) {
    const collection = command.get('collection');
    const id = idOf(command.get('getMore'));
    const batchSize = countArgument('getMore', command, 'batchSize');
    return cursors.next(id, `${database}.${String(collection)}`, batchSize === 0 ? undefined : batchSize);
  },
};

export const killCursors: Command = {
  fields: ['cursors'],
  run(command, { cursors }) {
    collectionName(command);
    const ids = command.get('cursors');
    if (!Array.isArray(ids))
      throw new CommandError(40414, "BSON field 'killCursors.cursors' is missing but a required field");
    const killed: Value[] = [];
    const notFound: Value[] = [];
    for (const id of ids.map(idOf)) (cursors.kill(id) ? killed : notFound).push(id);
    return { cursorsKilled: killed, cursorsNotFound: notFound, cursorsAlive: [], cursorsUnknown: [] };
  },
};

function idOf(value: Value): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return BigInt(value);
  throw new CommandError(14, 'a cursor id must be a long');
}
