import { toInt64, toInteger, isTruthy } from '../bson/numbers.js';
import { isNumber } from '../bson/compare.js';
import { show, showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { Regex } from '../bson/values.js';
import { badValue } from '../errors.js';
import { equalTo, inequality, oneOf } from './comparison.js';
import type { Inequality } from './comparison.js';
import { elemMatch } from './elem-match.js';
import type { Parsers } from './elem-match.js';
import type { Node } from './nodes.js';
import { And, Leaf, Not, nothing } from './nodes.js';
import { regexOf, regexTest } from './regex.js';
import { typeTest } from './types.js';

/** The conditions of an operator document such as `{$gt: 1, $lt: 5}` on one field. */
export function parseOperators(path: string, operators: Doc, parsers: Parsers): Node[] {
  const nodes: Node[] = [];
  for (const [name, operand] of operators) {
    if (name === '$options') {
      if (!operators.has('$regex')) throw badValue('$options needs a $regex');
    } else nodes.push(parseOperator(path, name, operand, operators, parsers));
  }
  return nodes;
}

function parseOperator(path: string, name: string, operand: Value, siblings: Doc, parsers: Parsers): Node {
  switch (name) {
    case '$eq':
      return new Leaf(path, 'eq', operand, equalTo(operand));
    case '$ne':
      if (operand instanceof Regex) throw badValue("Can't have regex as arg to $ne.");
      return new Not(new Leaf(path, 'eq', operand, equalTo(operand)));
    case '$lt':
    case '$lte':
    case '$gt':
    case '$gte':
      return comparisonNode(path, name.slice(1) as Inequality, operand);
    case '$in':
      return inNode(path, name, operand);
    case '$nin':
      return new Not(inNode(path, name, operand));
    case '$not':
      return parsers.not(path, operand);
    case '$exists': {
      const exists = new Leaf(path, 'exists', operand, (value) => value !== undefined);
      return isTruthy(operand) ? exists : new Not(exists);
    }
    case '$type':
      return new Leaf(path, 'type', operand, typeTest(operand));
    case '$regex': {
      const regex = regexOf(operand, siblings.get('$options'));
      return new Leaf(path, 'other', regex, regexTest(regex));
    }
    case '$elemMatch':
      return elemMatch(path, operand, parsers);
    case '$size':
      return sizeNode(path, operand);
    case '$all':
      return allNode(path, operand, parsers);
    case '$mod':
      return modNode(path, operand);
    default:
      throw badValue(`unknown operator: ${name}`);
  }
}

function comparisonNode(path: string, kind: Inequality, operand: Value): Node {
  if (operand instanceof Regex) throw badValue(`Can't have RegEx as arg to predicate over field '${path}'.`);
  return new Leaf(path, kind, operand, inequality(kind, operand));
}

function inNode(path: string, name: string, operand: Value): Node {
  if (!Array.isArray(operand)) throw badValue(`${name} needs an array`);
  const regexes: ((value: Value) => boolean)[] = [];
  const values: Value[] = [];
  for (const entry of operand) {
    if (entry instanceof Map && entry.keys().next().value?.startsWith('$')) {
      throw badValue(`cannot nest $ under ${name}`);
    }
    if (entry instanceof Regex) regexes.push(regexTest(entry));
    else values.push(entry);
  }
  const plain = oneOf(values);
  if (regexes.length === 0) return new Leaf(path, 'in', values, plain);
  return new Leaf(path, 'other', operand, (value) => plain(value) || regexes.some((test) => test(value)));
}

function sizeNode(path: string, operand: Value): Node {
  const size = toInteger(operand);
  if (size === undefined) {
    const kind = isNumber(operand) ? 'an integer' : 'a number';
    throw badValue(`Failed to parse $size. Expected ${kind} in: ${showField('$size', operand)}`);
  }
  if (size < 0) {
    throw badValue(`Failed to parse $size. Expected a non-negative number in: ${showField('$size', operand)}`);
  }
  return new Leaf(path, 'other', operand, (value) => Array.isArray(value) && value.length === size, false);
}

function allNode(path: string, operand: Value, parsers: Parsers): Node {
  if (!Array.isArray(operand)) throw badValue('$all needs an array');
  if (operand.length === 0) return nothing;
  const first = operand[0];
  const nested = first instanceof Map && first.keys().next().value === '$elemMatch';
  const nodes = operand.map((entry) => {
    const operator = entry instanceof Map ? entry.keys().next().value : undefined;
    if (nested) {
      if (operator !== '$elemMatch') throw badValue('$all/$elemMatch has to be consistent');
      return elemMatch(path, (entry as Doc).get('$elemMatch'), parsers);
    }
    if (operator?.startsWith('$')) throw badValue('no $ expressions in $all');
    if (entry instanceof Regex) return new Leaf(path, 'other', entry, regexTest(entry));
    return new Leaf(path, 'eq', entry, equalTo(entry));
  });
  return nodes.length === 1 ? nodes[0]! : new And(nodes);
}

function modNode(path: string, operand: Value): Node {
  if (!Array.isArray(operand)) throw badValue('malformed mod, needs to be an array');
  if (operand.length < 2) throw badValue('malformed mod, not enough elements');
  if (operand.length > 2) throw badValue('malformed mod, too many elements');
  const [divisor, remainder] = operand.map(toInt64);
  if (divisor === undefined || remainder === undefined) {
    throw badValue(`malformed mod, divisor and remainder must be numbers: ${show(operand)}`);
  }
  if (divisor === 0n) throw badValue('divisor cannot be 0');
  return new Leaf(path, 'other', operand, (value) => {
    const number = toInt64(value);
    return number !== undefined && number % divisor === remainder;
  });
}
