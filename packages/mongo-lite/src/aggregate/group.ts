import BTreeModule from 'sorted-btree';
import { compareValues } from '../bson/compare.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { accumulators } from './accumulators.js';
import type { Accumulator } from './accumulators.js';
import { parseExpression } from './expression.js';
import type { Expression } from './expression.js';
import type { Stage } from './stage.js';

const BTree = BTreeModule.default ?? BTreeModule;

interface Field {
  name: string;
  start: () => Accumulator;
  expression: Expression;
}

interface Group {
  id: Value;
  accumulators: Accumulator[];
}

/** `$group`. Throws MongoDB's errors for unknown accumulators. */
export function group(spec: Value): Stage {
  if (!(spec instanceof Map)) throw new CommandError(15947, "a group's fields must be specified in an object");
  if (!spec.has('_id')) throw new CommandError(15955, 'a group specification must include an _id');
  const id = parseExpression(spec.get('_id'));
  const fields = [...spec].filter(([name]) => name !== '_id').map(([name, value]) => parseField(name, value));
  return (docs) => {
    // Equal numbers of different types belong to one group, so groups are found by comparison.
    const tree = new BTree(undefined, compareValues as (a: unknown, b: unknown) => number);
    const groups: Group[] = [];
    for (const doc of docs) {
      const key = id(doc) ?? null;
      let own = tree.get(key) as Group | undefined;
      if (!own) {
        own = { id: key, accumulators: fields.map(({ start }) => start()) };
        tree.set(key, own);
        groups.push(own);
      }
      for (const [i, { expression }] of fields.entries()) own.accumulators[i]!.add(expression(doc));
    }
    return groups.map((own) => toDocument(own, fields));
  };
}

function toDocument(own: Group, fields: readonly Field[]): Doc {
  const doc: Doc = new Map([['_id', own.id]]);
  for (const [i, { name }] of fields.entries()) doc.set(name, own.accumulators[i]!.result());
  return doc;
}

function parseField(name: string, value: Value): Field {
  if (name.includes('.')) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`);
  if (name.startsWith('$')) throw new CommandError(40236, `The field name '${name}' cannot be an operator name`);
  if (!(value instanceof Map)) throw new CommandError(40234, `The field '${name}' must be an accumulator object`);
  if (value.size !== 1) throw new CommandError(40238, `The field '${name}' must specify one accumulator`);
  const [operator, operand] = value.entries().next().value!;
  const start = accumulators[operator];
  if (!start) throw new CommandError(15952, `unknown group operator '${operator}'`);
  if (Array.isArray(operand)) throw new CommandError(40237, `The ${operator} accumulator is a unary operator`);
  return { name, start, expression: parseExpression(operand) };
}
