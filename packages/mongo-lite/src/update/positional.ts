import { badValue } from '../errors.js';
import { byPath, checkPaths } from './conflicts.js';
import type { Modifier } from './modifier.js';

/** The steps with `$` replaced by the position of the element that the filter matched. Throws BadValue (2) without one. */
export function atMatch(steps: readonly Modifier[], matchedIndex: number | undefined): readonly Modifier[] {
  const placed = steps.map((step) => {
    if (!step.parts.includes('$')) return step;
    if (matchedIndex === undefined) {
      throw badValue('The positional operator did not find the match needed from the query.');
    }
    return { ...step, parts: step.parts.map((part) => (part === '$' ? String(matchedIndex) : part)) };
  });
  checkPaths(placed.map(({ parts }) => parts));
  return byPath(placed);
}
