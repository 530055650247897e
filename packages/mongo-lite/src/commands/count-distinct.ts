import { isNumber, compareValues } from '../bson/compare.js';
import { toInteger, widen } from '../bson/numbers.js';
import type { Value } from '../bson/values.js';
import { badValue } from '../errors.js';
import { countMatching } from '../planner/count.js';
import { scan } from '../planner/select.js';
import { visitPath } from '../query/path.js';
import { parseFilter } from '../query/parse.js';
import { collectionName, countArgument, documentArgument, wrongType } from './arguments.js';
import type { Command } from './command.js';

export const count: Command = {
  fields: ['query', 'limit', 'skip', 'hint', 'fields'],
  unsupported: ['collation'],
  run(command, { store, database }) {
    const limit = command.get('limit');
    const filter = parseFilter(documentArgument('count', command, 'query'));
    if (limit !== undefined && !isNumber(limit)) throw badValue('the limit of count must be a number');
    const n = countMatching(store.find(database, collectionName(command)), filter, {
      // A negative limit counts as its absolute value.
      limit: Math.abs(toInteger(limit) ?? 0),
      skip: countArgument('count', command, 'skip') ?? 0,
      hint: command.get('hint'),
    });
    return { n: widen(n) };
  },
};

export const distinct: Command = {
  fields: ['key', 'query'],
  unsupported: ['collation', 'hint'],
  run(command, { store, database }) {
    const key = command.get('key');
    if (typeof key !== 'string') throw wrongType('distinct', 'key', key, 'string');
    const filter = parseFilter(documentArgument('distinct', command, 'query'));
    const values: Value[] = [];
    for (const { doc } of scan(store.find(database, collectionName(command)), filter)) {
      visitPath(doc, key.split('.'), false, (value) => {
        if (Array.isArray(value)) values.push(...value);
        else if (value !== undefined) values.push(value);
        return false;
      });
    }
    const sorted = values.sort(compareValues);
    return { values: sorted.filter((value, i) => i === 0 || compareValues(value, sorted[i - 1]) !== 0) };
  },
};
