import { toInteger } from '../bson/numbers.js';
import { isNumber } from '../bson/compare.js';
import { typeNameOf } from '../bson/values.js';
import type { Value } from '../bson/values.js';
import { badValue } from '../errors.js';
import type { Test } from './comparison.js';

const names = new Map<number, string>([
  [1, 'double'],
  [2, 'string'],
  [3, 'object'],
  [4, 'array'],
  [5, 'binData'],
  [6, 'undefined'],
  [7, 'objectId'],
  [8, 'bool'],
  [9, 'date'],
  [10, 'null'],
  [11, 'regex'],
  [12, 'dbPointer'],
  [13, 'javascript'],
  [14, 'symbol'],
  [15, 'javascriptWithScope'],
  [16, 'int'],
  [17, 'timestamp'],
  [18, 'long'],
  [19, 'decimal'],
  [-1, 'minKey'],
  [127, 'maxKey'],
]);
const known = new Set(names.values());

/** The test of `$type`, whose operand is a number, an alias or an array of them. */
export function typeTest(operand: Value): Test {
  const wanted = (Array.isArray(operand) ? operand : [operand]).map(typeNameFrom);
  if (wanted.length === 0) throw badValue('$type must match at least one type');
  const set = new Set(wanted);
  return (value) => set.has(typeNameOf(value)) || (set.has('number') && isNumber(value));
}

function typeNameFrom(operand: Value): string {
  if (typeof operand === 'string') {
    if (operand !== 'number' && !known.has(operand)) throw badValue(`Unknown type name alias: ${operand}`);
    return operand;
  }
  const code = toInteger(operand);
  const name = code === undefined ? undefined : names.get(code);
  if (name === undefined) {
    throw isNumber(operand)
      ? badValue(`Invalid numerical type code: ${code}`)
      : badValue('type must be represented as a number or a string');
  }
  return name;
}
