import { showField } from '../bson/show.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError, badValue, failedToParse } from '../errors.js';
import type { Node } from '../query/nodes.js';
import { parseFilter } from '../query/parse.js';
import { isIndex } from '../query/path.js';

/** The conditions of arrayFilters by their identifiers, as tests of an array element. */
export type ArrayFilters = ReadonlyMap<string, (element: Value) => boolean>;

/** Compiles arrayFilters. Throws FailedToParse (9). */
export function parseArrayFilters(filters: Value): ArrayFilters {
  const parsed = new Map<string, (element: Value) => boolean>();
  if (filters === undefined) return parsed;
  if (!Array.isArray(filters)) throw new CommandError(14, 'arrayFilters must be an array');
  for (const filter of filters) {
    if (!(filter instanceof Map)) throw new CommandError(14, 'each entry of arrayFilters must be an object');
    const identifier = identifierOf(filter);
    if (parsed.has(identifier)) {
      throw failedToParse(`Found multiple array filters with the same top-level field name ${identifier}`);
    }
    const node: Node = parseFilter(filter);
    parsed.set(identifier, (element) => node.matches(new Map([[identifier, element]])));
  }
  return parsed;
}

function identifierOf(filter: Doc): string {
  const names = new Set<string>();
  const collect = (part: Doc) => {
    for (const [name, operand] of part) {
      if (!name.startsWith('$')) names.add(name.split('.')[0]!);
      else if (Array.isArray(operand)) {
        for (const entry of operand) if (entry instanceof Map) collect(entry);
      }
    }
  };
  collect(filter);
  const [identifier, ...others] = names;
  if (identifier === undefined) {
    throw failedToParse('Cannot use an expression without a top-level field name in arrayFilters');
  }
  if (others.length > 0) {
    throw failedToParse(
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${identifier}' and '${others[0]}'`,
    );
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier)) {
    throw badValue(
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
    );
  }
  return identifier;
}

export function isPositional(part: string): boolean {
  return part === '$' || part.startsWith('$[');
}

/** The plain paths that a path with `$`, `$[]` or `$[identifier]` stands for in this document. */
export function expandPath(
  doc: Doc,
  parts: readonly string[],
  filters: ArrayFilters,
  matchedIndex: number | undefined,
): string[][] {
  const expanded: string[][] = [];
  const descend = (value: Value, depth: number, taken: readonly string[]): void => {
    const part = parts[depth];
    if (part === undefined) {
      expanded.push([...taken]);
    } else if (part === '$') {
      if (matchedIndex === undefined) {
        throw badValue('The positional operator did not find the match needed from the query.');
      }
      descend(childOf(value, String(matchedIndex)), depth + 1, [...taken, String(matchedIndex)]);
    } else if (isPositional(part)) {
      for (const index of matchingElements(value, part, taken, filters)) {
        descend((value as Value[])[index], depth + 1, [...taken, String(index)]);
      }
    } else {
      descend(childOf(value, part), depth + 1, [...taken, part]);
    }
  };
  descend(doc, 0, []);
  return expanded;
}

function matchingElements(value: Value, part: string, taken: readonly string[], filters: ArrayFilters): number[] {
  const path = taken.join('.');
  if (value === undefined) {
    throw badValue(`The path '${path}' must exist in the document in order to apply array updates.`);
  }
  if (!Array.isArray(value)) {
    throw badValue(
      `Cannot apply array updates to non-array element ${showField(taken[taken.length - 1] ?? '', value)}`,
    );
  }
  const identifier = part.slice(2, -1);
  const test = identifier === '' ? () => true : filters.get(identifier)!;
  return value.flatMap((element, index) => (test(element) ? [index] : []));
}

function childOf(value: Value, part: string): Value {
  if (value instanceof Map) return value.get(part);
  return Array.isArray(value) && isIndex(part) ? value[Number(part)] : undefined;
}
