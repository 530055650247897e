import { showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { typeNameOf } from '../bson/values.js';
import { CommandError, badValue, failedToParse, notSupported } from '../errors.js';
import { partsOf } from '../query/path.js';
import { arithmetic } from './arithmetic.js';
import { addToSet, pop, pull, pullAll } from './array-operators.js';
import { byPath, checkPaths } from './conflicts.js';
import type { Modifier } from './modifier.js';
import { isPositional, parseArrayFilters } from './positional.js';
import type { ArrayFilters } from './positional.js';
import { push } from './push.js';
import { checkRename } from './rename.js';
import { currentDate, extreme, set, unset } from './set-operators.js';

export interface Rename {
  readonly operator: '$rename';
  readonly from: readonly string[];
  readonly parts: readonly string[];
}

export interface ModifierUpdate {
  readonly kind: 'modifiers';
  /** In the order in which MongoDB works: by path. */
  readonly steps: readonly (Modifier | Rename)[];
  /** For insertion by upsert only. */
  readonly onInsert: readonly Modifier[];
  readonly positional: boolean;
  readonly arrayFilters: ArrayFilters;
}

export interface Replacement {
  readonly kind: 'replacement';
  readonly doc: Doc;
}

export type Update = ModifierUpdate | Replacement;

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

const behaviours: Readonly<Record<string, (operand: Value, path: string) => Behaviour>> = {
  $set: set,
  $setOnInsert: set,
  $unset: unset,
  $inc: (operand, path) => arithmetic('$inc', path, operand),
  $mul: (operand, path) => arithmetic('$mul', path, operand),
  $min: (operand) => extreme(operand, 1),
  $max: (operand) => extreme(operand, -1),
  $currentDate: currentDate,
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
  $pullAll: pullAll,
  $pop: pop,
};

/** For the README's table. */
export const updateOperators: readonly string[] = Object.keys(behaviours);

/**
 * Compiles an update. Throws what MongoDB throws: FailedToParse (9) for an unknown modifier,
 * ConflictingUpdateOperators (40) for two on one path; pipelines are refused as not supported.
 */
export function compileUpdate(update: Value, arrayFilters?: Value): Update {
  if (Array.isArray(update)) throw notSupported('An update with an aggregation pipeline');
  if (!(update instanceof Map)) {
    throw failedToParse('Update argument must be either an object or an array');
  }
  const first = update.keys().next().value;
  if (first === undefined || !first.startsWith('$')) {
    if (arrayFilters !== undefined)
      throw failedToParse('arrayFilters may not be specified for replacement-style updates');
    return replacement(update);
  }
  return compileModifiers(update, parseArrayFilters(arrayFilters));
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

function compileModifiers(update: Doc, arrayFilters: ArrayFilters): ModifierUpdate {
  const steps: (Modifier | Rename)[] = [];
  const onInsert: Modifier[] = [];
  const paths: (readonly string[])[] = [];
  for (const [operator, operands] of update) {
    const isRename = operator === '$rename';
    const behaviour = behaviours[operator];
    if (!behaviour && !isRename) throw unknownModifier(operator);
    if (!(operands instanceof Map)) throw notAnObject(operator, operands);
    for (const [path, operand] of operands) {
      if (isRename) {
        const to = checkRename(path, operand);
        const [from, parts] = [partsOf(path), partsOf(to)];
        steps.push({ operator: '$rename', from, parts });
        paths.push(from, parts);
      } else {
        const parts = partsOf(path);
        // no spread: this is made for each field of each update
        const { existing, missing, ignoresBlockedPath } = behaviour!(operand, path);
        const step = { operator, parts, existing, missing, ignoresBlockedPath };
        paths.push(parts);
        (operator === '$setOnInsert' ? onInsert : steps).push(step);
      }
    }
  }
  checkPaths(paths);
  const positional = paths.some((parts) => parts.some(isPositional));
  if (positional || arrayFilters.size > 0) checkIdentifiers(paths, arrayFilters);
  return { kind: 'modifiers', steps: byPath(steps), onInsert, positional, arrayFilters };
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

function checkIdentifiers(paths: readonly (readonly string[])[], filters: ArrayFilters): void {
  const used = new Set<string>();
  for (const parts of paths) {
    for (const part of parts) {
      const identifier = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (identifier === undefined) continue;
      used.add(identifier);
      if (!filters.has(identifier)) {
        throw badValue(`No array filter found for identifier '${identifier}' in path '${parts.join('.')}'`);
      }
    }
  }
  for (const identifier of filters.keys()) {
    if (!used.has(identifier)) {
      throw failedToParse(`The array filter for identifier '${identifier}' was not used in the update`);
    }
  }
}
