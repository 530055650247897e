import type { Doc, Value } from '../bson/values.js';
import { CommandError, notSupported } from '../errors.js';

/** Computes a value from a document; undefined when it is missing. */
export type Expression = (doc: Doc) => Value;

/** Compiles an expression: a field path, a literal, or a document or array of these. Operators are refused by name. */
export function parseExpression(value: Value): Expression {
  if (typeof value === 'string' && value.startsWith('$')) return parsePath(value);
  if (Array.isArray(value)) {
    const items = value.map(parseExpression);
    return (doc) => items.map((item) => item(doc) ?? null);
  }
  if (value instanceof Map) return parseObject(value);
  return () => value;
}

function parsePath(text: string): Expression {
  if (text === '$$ROOT' || text === '$$CURRENT') return (doc) => doc;
  if (text.startsWith('$$ROOT.') || text.startsWith('$$CURRENT.')) return pathOf(text.slice(text.indexOf('.') + 1));
  if (text.startsWith('$$')) throw notSupported(`The variable ${text}`);
  return pathOf(text.slice(1));
}

/** A field path in an expression: at an array it gives the array of its documents' values. */
function pathOf(path: string): Expression {
  const parts = path.split('.');
  if (parts.some((part) => part === '' || part.startsWith('$'))) {
    throw new CommandError(16872, `'${path}' is not a field path that mongo-lite takes`);
  }
  return (doc) => follow(doc, parts, 0);
}

function follow(value: Value, parts: readonly string[], depth: number): Value {
  if (depth === parts.length) return value;
  if (value instanceof Map) return follow(value.get(parts[depth]!), parts, depth + 1);
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => follow(item, parts, depth)).filter((item) => item !== undefined);
}

function parseObject(value: Doc): Expression {
  const first = value.keys().next().value;
  if (first?.startsWith('$')) {
    if (first === '$literal' && value.size === 1) return () => value.get('$literal');
    throw new CommandError(168, `Unrecognized expression '${first}' (mongo-lite knows field paths and $literal)`);
  }
  const fields = [...value].map(([name, field]) => [name, parseExpression(field)] as const);
  return (doc) => {
    const result: Doc = new Map();
    for (const [name, expression] of fields) {
      const computed = expression(doc);
      if (computed !== undefined) result.set(name, computed);
    }
    return result;
  };
}
