import { isTruthy } from '../bson/numbers.js';
import { docOf } from '../bson/values.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';

/**
 * Runs the statements of a write command one by one and collects their errors; an ordered command stops at the first. The answer has the
 * field `writeErrors` only if there are some.
 */
export function runStatements<T>(command: Doc, statements: readonly T[], run: (statement: T, index: number) => void) {
  const ordered = command.get('ordered') === undefined || isTruthy(command.get('ordered'));
  const writeErrors: Value[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      run(statement, index);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      writeErrors.push(writeError(index, error));
      if (ordered) break;
    }
  }
  return writeErrors.length === 0 ? {} : { writeErrors };
}

function writeError(index: number, error: CommandError): Doc {
  const fields = docOf({ index, code: error.code, errmsg: error.message });
  for (const [name, value] of error.details ?? []) fields.set(name, value);
  return fields;
}

/** Refuses an empty batch or one that is too large, like MongoDB: InvalidLength (16). */
export function checkBatch(statements: readonly unknown[]): void {
  if (statements.length === 0 || statements.length > 100_000) {
    throw new CommandError(16, `Write batch sizes must be between 1 and 100000. Got ${statements.length} operations.`);
  }
}
