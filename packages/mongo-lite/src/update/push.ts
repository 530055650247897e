import { compareValues, isNumber } from '../bson/compare.js';
import { toInteger } from '../bson/numbers.js';
import { showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { typeNameOf } from '../bson/values.js';
import { badValue } from '../errors.js';
import { compareByPattern } from '../indexes/key.js';
import type { KeyField } from '../indexes/key.js';
import type { Modifier, Place } from './modifier.js';
import { unchanged } from './modifier.js';

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

interface Push {
  values: readonly Value[];
  slice: number | undefined;
  position: number | undefined;
  order: ((a: Value, b: Value) => number) | undefined;
}

/** `$push` with `$each`, `$position`, `$sort` and `$slice`, which work in this order. */
export function push(operand: Value): Behaviour {
  const clauses = parsePush(operand);
  return {
    existing(current, place) {
      if (!Array.isArray(current)) throw notAnArray(current, place);
      return pushInto(current, clauses);
    },
    missing() {
      const result = pushInto([], clauses);
      return result === unchanged ? [] : result;
    },
  };
}

function pushInto(current: readonly Value[], { values, slice, position, order }: Push): Value[] | typeof unchanged {
  const result = current.slice();
  result.splice(insertionPoint(position, current.length), 0, ...values);
  if (order) result.sort(order);
  const cut = slice !== undefined && result.length > Math.abs(slice);
  if (values.length === 0 && !order && !cut) return unchanged;
  if (!cut) return result;
  return slice >= 0 ? result.slice(0, slice) : result.slice(slice);
}

function insertionPoint(position: number | undefined, length: number): number {
  if (position === undefined || position > length) return length;
  return position >= 0 ? position : Math.max(0, length + position);
}

function parsePush(operand: Value): Push {
  if (!(operand instanceof Map) || !operand.has('$each')) {
    return { values: [operand], slice: undefined, position: undefined, order: undefined };
  }
  for (const name of operand.keys()) {
    if (!['$each', '$slice', '$sort', '$position'].includes(name)) {
      throw badValue(`Unrecognized clause in $push: ${name}`);
    }
  }
  const each = operand.get('$each');
  if (!Array.isArray(each)) {
    throw badValue(`The argument to $each in $push must be an array but it was of type: ${typeNameOf(each)}`);
  }
  return {
    values: each,
    slice: integerClause(operand, '$slice', 'be an integer value but was given type: '),
    position: integerClause(operand, '$position', 'be an integer value, not of type: '),
    order: operand.has('$sort') ? sortClause(operand.get('$sort')) : undefined,
  };
}

function integerClause(operand: Doc, name: string, complaint: string): number | undefined {
  if (!operand.has(name)) return undefined;
  const value = operand.get(name);
  const integer = toInteger(value);
  if (integer === undefined) throw badValue(`The value for ${name} must ${complaint}${typeNameOf(value)}`);
  return integer;
}

function sortClause(sort: Value): (a: Value, b: Value) => number {
  if (isNumber(sort)) {
    const direction = directionOf(sort);
    return (a, b) => compareValues(a, b) * direction;
  }
  if (!(sort instanceof Map)) {
    throw badValue('The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields');
  }
  if (sort.size === 0) throw badValue('The $sort pattern is empty when it should be a set of fields.');
  const fields: KeyField[] = [...sort].map(([path, direction]) => {
    if (path.split('.').includes('')) throw badValue('The $sort field cannot be empty');
    return { path, parts: path.split('.'), direction: directionOf(direction) };
  });
  const keyOf = (value: Value) => fields.map(({ parts }) => (value instanceof Map ? valueAt(value, parts) : null));
  return (a, b) => compareByPattern(fields, keyOf(a), keyOf(b));
}

function directionOf(value: Value): 1 | -1 {
  if (isNumber(value) && compareValues(value, 1) === 0) return 1;
  if (isNumber(value) && compareValues(value, -1) === 0) return -1;
  throw badValue('The $sort element value must be either 1 or -1');
}

function valueAt(doc: Doc, parts: readonly string[]): Value {
  let value: Value = doc;
  for (const part of parts) {
    if (!(value instanceof Map)) return null;
    value = value.get(part);
  }
  return value ?? null;
}

function notAnArray(current: Value, { root, parts }: Place): Error {
  return badValue(
    `The field '${parts.join('.')}' must be an array but is of type ${typeNameOf(current)} in document ` +
      `{${root.has('_id') ? showField('_id', root.get('_id')) : 'no id'}}`,
  );
}
