import type { Doc } from './bson/values.js';

/** MongoDB's names of its codes; drivers show them, and some callers compare them. */
const codeNames: Readonly<Record<number, string>> = {
  2: 'BadValue',
  9: 'FailedToParse',
  10: 'CannotMutateObject',
  11: 'UserNotFound',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  15: 'Overflow',
  16: 'InvalidLength',
  17: 'ProtocolError',
  18: 'AuthenticationFailed',
  20: 'IllegalOperation',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  34: 'CannotBackfillArray',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  50: 'MaxTimeMSExpired',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  55: 'InvalidDBRef',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  61: 'ShardKeyNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  115: 'CommandNotSupported',
  123: 'NotAReplicaSet',
  166: 'CommandNotSupportedOnView',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  197: 'InvalidIndexSpecificationOption',
  238: 'NotImplemented',
  246: 'SnapshotUnavailable',
  334: 'MechanismUnavailable',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
};

/** An answer of `ok: 0`, or one writeError: what MongoDB calls a user assertion. */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Further fields of the answer, such as keyPattern and keyValue. */
  readonly details: Doc | undefined;

  constructor(code: number, message: string, details?: Doc) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.codeName = codeNames[code] ?? `Location${code}`;
    this.details = details;
  }
}

/** BadValue (2): MongoDB's error for an argument that it cannot use. */
export function badValue(message: string): CommandError {
  return new CommandError(2, message);
}

/** FailedToParse (9). */
export function failedToParse(message: string): CommandError {
  return new CommandError(9, message);
}

/** TypeMismatch (14). */
export function typeMismatch(message: string): CommandError {
  return new CommandError(14, message);
}

/** NotImplemented (238): MongoDB has it, this store does not. */
export function notSupported(what: string): CommandError {
  return new CommandError(
    238,
    `${what} is not supported by mongo-lite; run against a real MongoDB (MONGODB_URI) for it`,
  );
}
