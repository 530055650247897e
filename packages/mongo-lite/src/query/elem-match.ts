import type { Doc, Value } from '../bson/values.js';
import { badValue } from '../errors.js';
import type { Node } from './nodes.js';
import { Leaf, allOf } from './nodes.js';

/** The mutually recursive parts of the parser. */
export interface Parsers {
  filter(filter: Doc): Node;
  operators(path: string, operators: Doc): Node[];
  not(path: string, operand: Value): Node;
}

const logical = new Set(['$and', '$or', '$nor', '$where']);

/** `$elemMatch`: one element meets all conditions, either as a value (`{$gt: 1}`) or as a document (`{a: 1}`). */
export function elemMatch(path: string, operand: Value, parsers: Parsers): Node {
  if (!(operand instanceof Map)) throw badValue('$elemMatch needs an Object');
  const first = operand.keys().next().value;
  const byValue = first !== undefined && first.startsWith('$') && !logical.has(first);
  const matchesElement = byValue ? valueTest(operand, parsers) : documentTest(operand, parsers);
  return new Leaf(
    path,
    'elemMatch',
    operand,
    (value, details) => {
      if (!Array.isArray(value)) return false;
      const index = value.findIndex(matchesElement);
      if (details && index >= 0) details.arrayIndex = index;
      return index >= 0;
    },
    false,
  );
}

function valueTest(operators: Doc, parsers: Parsers): (element: Value) => boolean {
  const node = allOf(parsers.operators('', operators));
  return (element) => node.matchesValue(element);
}

function documentTest(filter: Doc, parsers: Parsers): (element: Value) => boolean {
  const node = parsers.filter(filter);
  return (element) => {
    if (element instanceof Map) return node.matches(element);
    if (!Array.isArray(element)) return false;
    return node.matches(new Map(element.map((value, index) => [String(index), value])));
  };
}
