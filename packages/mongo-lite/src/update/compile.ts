import { showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { typeNameOf } from '../bson/values.js';
import { CommandError, failedToParse, notSupported } from '../errors.js';
import { increment } from './increment.js';
import { addToSet, pull } from './array-operators.js';
import { byPath, checkPaths } from './conflicts.js';
import type { Modifier } from './modifier.js';
import { push } from './push.js';
import { extreme, set, unset } from './set-operators.js';

export interface ModifierUpdate {
  readonly kind: 'modifiers';
  /** In MongoDB's execution order: by path. */
  readonly steps: readonly Modifier[];
  /** For insertion by upsert only. */
  readonly onInsert: readonly Modifier[];
  /** A path refers to the matched element by `$`. */
  readonly positional: boolean;
}

interface Replacement {
  readonly kind: 'replacement';
  readonly doc: Doc;
}

export type Update = ModifierUpdate | Replacement;

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

const behaviours: Readonly<Record<string, (operand: Value, path: string) => Behaviour>> = {
  $set: set,
  $setOnInsert: set,
  $unset: unset,
  $inc: increment,
  $min: (operand) => extreme(operand, 1),
  $max: (operand) => extreme(operand, -1),
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
};

/** For the README's table. */
export const updateOperators: readonly string[] = Object.keys(behaviours);

/**
 * Compiles an update. Throws what MongoDB throws: FailedToParse (9) for an unknown modifier,
 * ConflictingUpdateOperators (40) for two on one path; pipelines are refused as not supported.
 */
export function compileUpdate(update: Value): Update {
  if (Array.isArray(update)) throw notSupported('An update with an aggregation pipeline');
  if (!(update instanceof Map)) {
    throw failedToParse('Update argument must be either an object or an array');
  }
  const first = update.keys().next().value;
  return first?.startsWith('$') ? compileModifiers(update) : replacement(update);
}

function replacement(doc: Doc): Replacement {
  for (const name of doc.keys()) {
    if (name.startsWith('$')) {
      throw new CommandError(
        52,
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
  }
  return { kind: 'replacement', doc };
}

function compileModifiers(update: Doc): ModifierUpdate {
  const steps: Modifier[] = [];
  const onInsert: Modifier[] = [];
  const paths: (readonly string[])[] = [];
  for (const [operator, operands] of update) {
    const behaviour = behaviours[operator];
    if (!behaviour) throw unknownModifier(operator);
    if (!(operands instanceof Map)) throw notAnObject(operator, operands);
    for (const [path, operand] of operands) {
      const parts = path.split('.');
      // no spread: this is created for each field of each update
      const { existing, missing, ignoresBlockedPath } = behaviour(operand, path);
      const step = { operator, parts, existing, missing, ignoresBlockedPath };
      paths.push(parts);
      (operator === '$setOnInsert' ? onInsert : steps).push(step);
    }
  }
  checkPaths(paths);
  const positional = paths.some((parts) => parts.includes('$'));
  return { kind: 'modifiers', steps: byPath(steps), onInsert, positional };
}

function unknownModifier(operator: string): CommandError {
  return failedToParse(
    `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
  );
}

function notAnObject(operator: string, operands: Value): CommandError {
  return failedToParse(
    `Modifiers operate on fields but we found type ${typeNameOf(operands)} instead. For example: {$mod: {<field>: ...}} ` +
      `not {${showField(operator, operands)}}`,
  );
}
