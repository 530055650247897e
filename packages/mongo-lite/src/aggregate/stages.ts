import { isNumber } from '../bson/compare.js';
import { toInteger } from '../bson/numbers.js';
import { show } from '../bson/show.js';
import type { Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { parseSort, sortBy } from '../planner/sort.js';
import { parseFilter } from '../query/parse.js';
import { parseProjection } from '../query/projection.js';
import { group } from './group.js';
import type { Stage } from './stage.js';

const stages: Readonly<Record<string, (spec: Value) => Stage>> = {
  $match: match,
  $sort: sort,
  $limit: limit,
  $skip: skip,
  $project: project,
  $group: group,
};

/** For the README's table. */
export const stageNames: readonly string[] = Object.keys(stages);

/** Compiles one stage of a pipeline; an unknown stage is refused by name (40324). */
export function parseStage(stage: Value): Stage {
  if (!(stage instanceof Map) || stage.size !== 1) {
    throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  const [name, spec] = stage.entries().next().value!;
  if (name === '$changeStream') {
    throw new CommandError(40573, 'The $changeStream stage is only supported on replica sets');
  }
  const parse = stages[name];
  if (!parse) {
    throw new CommandError(
      40324,
      `Unrecognized pipeline stage name: '${name}' (mongo-lite knows ${Object.keys(stages).join(', ')})`,
    );
  }
  return parse(spec);
}

function match(spec: Value): Stage {
  if (!(spec instanceof Map)) throw new CommandError(15959, 'the match filter must be an expression in an object');
  const filter = parseFilter(spec);
  return function* (docs) {
    for (const doc of docs) if (filter.matches(doc)) yield doc;
  };
}

function sort(spec: Value): Stage {
  if (!(spec instanceof Map)) throw new CommandError(15973, 'the $sort key specification must be an object');
  if (spec.size === 0) throw new CommandError(15976, '$sort stage must have at least one sort key');
  const fields = parseSort(spec);
  return (docs) => sortBy(docs, fields);
}

function limit(spec: Value): Stage {
  const most = toInteger(spec);
  if (most === undefined)
    throw new CommandError(5107201, `invalid argument to $limit stage: Expected a number in: $limit: ${show(spec)}`);
  if (most < 0)
    throw new CommandError(
      5107201,
      `invalid argument to $limit stage: Expected a non-negative number in: $limit: ${most}`,
    );
  if (most === 0) throw new CommandError(15958, 'the limit must be positive');
  return function* (docs) {
    let left = most;
    for (const doc of docs) {
      yield doc;
      if (--left === 0) return;
    }
  };
}

function skip(spec: Value): Stage {
  const first = toInteger(spec);
  if (first === undefined || first < 0) {
    throw new CommandError(
      5107200,
      `invalid argument to $skip stage: Expected a non-negative number in: $skip: ${show(spec)}`,
    );
  }
  return function* (docs) {
    let left = first;
    for (const doc of docs) if (left-- <= 0) yield doc;
  };
}

function project(spec: Value): Stage {
  if (!(spec instanceof Map)) throw new CommandError(15969, '$project specification must be an object');
  if (spec.size === 0)
    throw new CommandError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  for (const [name, value] of spec) {
    if (!isNumber(value) && typeof value !== 'boolean') {
      throw new CommandError(238, `$project of an expression ('${name}') is not supported by mongo-lite`);
    }
  }
  const apply = parseProjection(spec)!;
  return function* (docs) {
    for (const doc of docs) yield apply(doc);
  };
}
