import { isNumber } from '../bson/compare.js';
import { isTruthy, toInteger } from '../bson/numbers.js';
import { show } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { typeNameOf } from '../bson/values.js';
import { CommandError, badValue, notSupported, typeMismatch } from '../errors.js';
import type { Command } from './command.js';

/** Arguments that every command accepts. */
const generic = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  '$client',
  '$audit',
  'comment',
  'maxTimeMS',
  'maxTimeMSOpOnly',
  'readConcern',
  'writeConcern',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'mayBypassWriteBlocking',
]);

/** Refuses unknown fields by name (40415), transactions (20) and guarantees that a standalone server cannot give. */
export function checkArguments(name: string, command: Doc, definition: Command): void {
  checkFields(name, command, definition, command.keys().next().value);
}

/** Like `checkArguments`, for a statement within a command; `own` is a field besides those of the definition. */
export function checkFields(
  name: string,
  command: Doc,
  definition: Omit<Command, 'run'>,
  own: string | undefined,
): void {
  for (const [field, value] of command) {
    if (field === own || definition.fields.includes(field)) continue;
    else if (definition.unsupported?.includes(field)) refuseUnlessEmpty(name, field, value);
    else if (!generic.has(field) && !definition.lenient)
      throw new CommandError(40415, `BSON field '${name}.${field}' is an unknown field.`);
  }
  checkGeneric(command);
}

function checkGeneric(command: Doc): void {
  if (command.has('txnNumber') || command.has('startTransaction') || command.has('autocommit')) {
    throw new CommandError(20, 'Transaction numbers are only allowed on a replica set member or mongos');
  }
  const concern = command.get('writeConcern');
  const acknowledgements = concern instanceof Map ? concern.get('w') : undefined;
  if (isNumber(acknowledgements) && toInteger(acknowledgements)! > 1) {
    throw badValue("cannot use 'w' > 1 when a host is not replicated");
  }
  if (typeof acknowledgements === 'string' && acknowledgements !== 'majority') {
    throw badValue("cannot use non-majority 'w' mode when a host is not a member of a replica set");
  }
  const level = readConcernOf(command);
  if (level === 'linearizable' || level === 'snapshot') {
    throw new CommandError(123, `cannot satisfy read concern level ${level} on a standalone node`);
  }
}

/** The level of the read concern that a command requests. */
export function readConcernOf(command: Doc): Value | undefined {
  const readConcern = command.get('readConcern');
  return readConcern instanceof Map ? readConcern.get('level') : undefined;
}

function refuseUnlessEmpty(name: string, field: string, value: Value): void {
  if (!isTruthy(value) || (value instanceof Map && value.size === 0)) return;
  // `{locale: 'simple'}` is the comparison that is used in any case.
  if (field === 'collation' && value instanceof Map && value.get('locale') === 'simple') return;
  throw notSupported(`The option '${field}' of ${name} (${show(value)})`);
}

/** The collection that a command names. Throws InvalidNamespace (73). */
export function collectionName(command: Doc): string {
  const [name, value] = command.entries().next().value!;
  if (typeof value !== 'string') {
    throw new CommandError(73, `collection name has invalid type ${typeNameOf(value)} in ${name}`);
  }
  if (value === '' || value.includes('\0')) throw new CommandError(73, `Invalid namespace specified '${value}'`);
  return value;
}

/** A field that is a document; an empty document if it is missing. */
export function documentArgument(name: string, command: Doc, field: string): Doc {
  const value = command.get(field);
  if (value === undefined || value === null) return new Map();
  if (value instanceof Map) return value;
  throw wrongType(name, field, value, 'object');
}

/** A field that is an array of documents. */
export function documentsArgument(name: string, command: Doc, field: string): Doc[] {
  const value = command.get(field);
  if (value === undefined) {
    throw new CommandError(40414, `BSON field '${name}.${field}' is missing but a required field`);
  }
  if (!Array.isArray(value)) throw wrongType(name, field, value, 'array');
  return value.map((entry, i) => {
    if (!(entry instanceof Map)) throw wrongType(name, `${field}.${i}`, entry, 'object');
    return entry;
  });
}

/** A non-negative integer; undefined if it is missing. */
export function countArgument(name: string, command: Doc, field: string): number | undefined {
  const value = command.get(field);
  if (value === undefined || value === null) return undefined;
  const count = toInteger(value);
  if (count === undefined) throw wrongType(name, field, value, 'long');
  if (count < 0) throw new CommandError(51024, `BSON field '${field}' value must be >= 0, actual value '${count}'`);
  return count;
}

/** TypeMismatch: the field of the command `name` has a value of a wrong type. */
export function wrongType(name: string, field: string, value: Value, expected: string): CommandError {
  return typeMismatch(
    `BSON field '${name}.${field}' is the wrong type '${typeNameOf(value)}', expected type '${expected}'`,
  );
}
