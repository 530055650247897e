import type { Doc, Value } from '../bson/values.js';

/** The result of a modifier that changes nothing. */
export const unchanged = Symbol('unchanged');
/** The result of a modifier that removes the field. */
export const removed = Symbol('removed');

export type Outcome = Value | typeof unchanged | typeof removed;

/** The place that a modifier changes, for its messages. */
export interface Place {
  readonly root: Doc;
  readonly parts: readonly string[];
}

/** One operator on one path. */
export interface Modifier {
  readonly operator: string;
  readonly parts: readonly string[];
  /** The new value of an existing field. */
  existing(current: Value, place: Place): Outcome;
  /** The value of a missing field. Absent: the operator does nothing there. */
  readonly missing?: ((place: Place) => Outcome) | undefined;
  /** `$unset` does nothing where the path leads through a value without fields; all others fail there. */
  readonly ignoresBlockedPath?: boolean | undefined;
}
