import type { Doc, Value } from '../bson/values.js';
import { Regex } from '../bson/values.js';
import { badValue } from '../errors.js';
import { equalTo } from './comparison.js';
import type { Parsers } from './elem-match.js';
import type { Node } from './nodes.js';
import { And, Leaf, Not, Or, allOf } from './nodes.js';
import { parseOperators } from './operators.js';
import { regexTest } from './regex.js';

/**
 * Compiles a filter. Operators that mongo-lite lacks are refused as MongoDB refuses an unknown one: BadValue (2) with the operator's name.
 */
export function parseFilter(filter: Doc): Node {
  const nodes: Node[] = [];
  for (const [name, operand] of filter) {
    if (!name.startsWith('$')) nodes.push(parseField(name, operand));
    else if (name !== '$comment') nodes.push(parseLogical(name, operand));
  }
  return allOf(nodes);
}

function parseLogical(name: string, operand: Value): Node {
  if (name !== '$and' && name !== '$or') {
    throw badValue(
      `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using ` +
        '$getField or $setField. (mongo-lite knows $and, $or and $comment.)',
    );
  }
  if (!Array.isArray(operand)) throw badValue(`${name} must be an array`);
  if (operand.length === 0) throw badValue('$and/$or/$nor must be a nonempty array');
  const children = operand.map((entry) => {
    if (!(entry instanceof Map)) throw badValue('$or/$and/$nor entries need to be full objects');
    return parseFilter(entry);
  });
  return name === '$and' ? new And(children) : new Or(children);
}

/** The condition `operand` on the field `path`: an operator document, a regular expression or a value to equal. */
export function parseField(path: string, operand: Value): Node {
  if (operand instanceof Map && isOperatorDocument(operand)) return allOf(parseOperators(path, operand, parsers));
  if (operand instanceof Regex) return new Leaf(path, 'other', operand, regexTest(operand));
  return new Leaf(path, 'eq', operand, equalTo(operand));
}

/** True when the document's first field is an operator; `{$ref, $id}` is a reference, a value. */
export function isOperatorDocument(doc: Doc): boolean {
  const first = doc.keys().next().value;
  return first !== undefined && first.startsWith('$') && !(first === '$ref' && doc.has('$id'));
}

/** `$elemMatch` and `$not` parse what is inside them. */
const parsers: Parsers = {
  filter: parseFilter,
  operators: (path, operators) => parseOperators(path, operators, parsers),
  not(path, operand) {
    if (operand instanceof Regex) return new Not(parseField(path, operand));
    if (!(operand instanceof Map)) throw badValue('$not needs a regex or a document');
    if (operand.size === 0) throw badValue('$not cannot be empty');
    return new Not(allOf(parseOperators(path, operand, parsers)));
  },
};
