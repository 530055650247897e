import type { Doc, Value } from '../bson/values.js';

/** What a modifier answers when it leaves things as they are. */
export const unchanged = Symbol('unchanged');
/** What a modifier answers when the field goes. */
export const removed = Symbol('removed');

export type Outcome = Value | typeof unchanged | typeof removed;

/** Where a modifier is at work, for its messages. */
export interface Place {
  readonly root: Doc;
  readonly parts: readonly string[];
}

/** One operator on one path. */
export interface Modifier {
  readonly operator: string;
  readonly parts: readonly string[];
  /** What becomes of a field that is there. */
  existing(current: Value, place: Place): Outcome;
  /** What is set where there is no field. Absent: the operator does nothing there. */
  readonly missing?: ((place: Place) => Outcome) | undefined;
  /** `$unset` does nothing where the path leads through a value without fields; all others fail there. */
  readonly ignoresBlockedPath?: boolean | undefined;
}
