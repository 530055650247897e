import { compareValues } from '../bson/compare.js';
import { identical } from '../bson/encode.js';
import type { Value } from '../bson/values.js';
import type { Modifier } from './modifier.js';
import { removed, unchanged } from './modifier.js';

type Behaviour = Omit<Modifier, 'operator' | 'parts'>;

/** `$set`. */
export function set(operand: Value): Behaviour {
  return {
    existing: (current) => (identical(current, operand) ? unchanged : operand),
    missing: () => operand,
  };
}

/** `$unset`. */
export function unset(): Behaviour {
  return { existing: () => removed, ignoresBlockedPath: true };
}

/** `$min` (sign 1) and `$max` (sign -1). */
export function extreme(operand: Value, sign: 1 | -1): Behaviour {
  return {
    existing: (current) => (compareValues(operand, current) * sign < 0 ? operand : unchanged),
    missing: () => operand,
  };
}
