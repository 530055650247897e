import { isNumber } from '../bson/compare.js';
import { identical } from '../bson/encode.js';
import { isTruthy, toNumber } from '../bson/numbers.js';
import { show, showDocument } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { typeNameOf } from '../bson/values.js';
import { CommandError, badValue } from '../errors.js';
import { isIndex } from '../query/path.js';
import type { Node } from '../query/nodes.js';
import { Leaf } from '../query/nodes.js';
import type { KeyField } from './key.js';
import { parsePartialFilter } from './partial.js';

/** A validated index definition, ready for use. */
export interface IndexSpec {
  readonly name: string;
  readonly key: Doc;
  readonly fields: readonly KeyField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: Node | undefined;
  readonly partialFilter: Doc | undefined;
  /** Seconds after the date in the field at which a document expires; undefined for an index without expiry. */
  readonly expireAfterSeconds: number | undefined;
  /** The first parts of all paths that determine the keys. */
  readonly roots: readonly string[];
  /** For sparse indexes: whether one of the fields exists. */
  readonly exists: readonly Node[];
  /** The answer of listIndexes, and the form stored on disk. */
  readonly document: Doc;
}

const mostFields = 32;
const ignored = new Set(['background', 'v', 'ns', 'storageEngine']);

/** Validates one entry of createIndexes. Throws MongoDB's errors; options that mongo-lite does not support are named. */
export function parseIndexSpec(raw: Doc): IndexSpec {
  const key = raw.get('key');
  const name = raw.get('name');
  if (!(key instanceof Map)) throw badSpec(`The field 'key' must be an object, but got ${typeNameOf(key)}`);
  if (typeof name !== 'string') throw badSpec(`The field 'name' must be a string, but got ${typeNameOf(name)}`);
  const options = parseOptions(raw);
  const fields = parseKeyPattern(key);
  if (options.expireAfterSeconds !== undefined && fields.length > 1) {
    throw cannotCreate('TTL indexes are single-field indexes, compound indexes do not support TTL.');
  }
  if (options.sparse && options.partialFilter) {
    throw cannotCreate('cannot mix "partialFilterExpression" and "sparse" options');
  }
  const partial = options.partialFilter && parsePartialFilter(options.partialFilter);
  return {
    ...options,
    name,
    key,
    fields,
    partial: partial?.node,
    roots: [...fields.map(({ path }) => path), ...(partial?.paths ?? [])].map((path) => path.split('.')[0]!),
    exists: fields.map(({ path }) => new Leaf(path, 'exists', true, (value) => value !== undefined)),
    document: new Map([['v', 2], ['key', key], ['name', name], ...optionFields(raw)] as [string, Value][]),
  };
}

function parseOptions(raw: Doc) {
  const options = { unique: false, sparse: false, partialFilter: undefined as Doc | undefined };
  let expireAfterSeconds: number | undefined;
  for (const [field, value] of raw) {
    if (field === 'unique' || field === 'sparse') options[field] = isTruthy(value);
    else if (field === 'expireAfterSeconds') expireAfterSeconds = parseExpiry(value);
    else if (field === 'partialFilterExpression') {
      if (!(value instanceof Map)) throw cannotCreate('"partialFilterExpression" for an index must be a document');
      options.partialFilter = value;
    } else if (field === 'collation' || field === 'hidden') {
      if (isTruthy(value)) throw cannotCreate(`The index option '${field}' is not supported by mongo-lite`);
    } else if (field !== 'key' && field !== 'name' && !ignored.has(field)) {
      throw new CommandError(
        197,
        `The field '${field}' is not valid for an index specification. Specification: ${showDocument(raw)}`,
      );
    }
  }
  return { ...options, expireAfterSeconds };
}

function parseExpiry(value: Value): number {
  const seconds = toNumber(value);
  if (seconds === undefined) throw cannotCreate("TTL index's expireAfterSeconds option must be numeric");
  if (!(seconds >= 0 && seconds <= 2147483647)) {
    throw cannotCreate("TTL index's expireAfterSeconds option must be within an acceptable range, 0 to 2147483647");
  }
  return Math.trunc(seconds);
}

function optionFields(raw: Doc): [string, Value][] {
  const kept = ['unique', 'sparse', 'expireAfterSeconds', 'partialFilterExpression'];
  return kept.flatMap((field) => (raw.has(field) ? [[field, raw.get(field)] as [string, Value]] : []));
}

function parseKeyPattern(key: Doc): KeyField[] {
  if (key.size === 0) throw cannotCreate('Index keys cannot be an empty object');
  if (key.size > mostFields) throw new CommandError(13103, 'too many compound keys');
  return [...key].map(([path, direction]) => {
    if (typeof direction === 'string') throw cannotCreate(`Unknown index plugin '${direction}'`);
    const sign = isNumber(direction) ? toNumber(direction)! : NaN;
    if (!sign)
      throw cannotCreate(`Values in v:2 index key pattern must be numbers other than 0, but got ${show(direction)}`);
    const parts = path.split('.');
    if (parts.includes('')) throw cannotCreate('Index keys cannot contain an empty field.');
    if (parts.some((part) => part.startsWith('$'))) {
      throw cannotCreate(`Index key contains an illegal field name: field name starts with '$'. ('${path}')`);
    }
    if (parts.some(isIndex))
      throw cannotCreate(`An index on an array position ('${path}') is not supported by mongo-lite`);
    return { path, parts, direction: sign > 0 ? 1 : -1 };
  });
}

/** Whether two indexes have the same pattern and the same partial filter, so that MongoDB treats them as one. */
export function sameSignature(a: IndexSpec, b: IndexSpec): boolean {
  return identical(withoutTypes(a.key), withoutTypes(b.key)) && identical(a.partialFilter, b.partialFilter);
}

/** Whether two indexes agree in every option. */
export function sameOptions(a: IndexSpec, b: IndexSpec): boolean {
  return a.unique === b.unique && a.sparse === b.sparse && a.expireAfterSeconds === b.expireAfterSeconds;
}

function withoutTypes(key: Doc): Doc {
  return new Map([...key].map(([path, direction]) => [path, toNumber(direction)! > 0 ? 1 : -1]));
}

function cannotCreate(message: string): CommandError {
  return new CommandError(67, message);
}

function badSpec(message: string): CommandError {
  return badValue(`Error in specification of an index :: caused by :: ${message}`);
}
