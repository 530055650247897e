import type { Disk } from './disk.js';
import type { Operation } from './operation.js';

/** The services of the store that a collection uses. */
export interface CollectionStorage {
  readonly disk: Disk;
  /** The number of a space that has never been used. */
  newSpace(): number;
  /** Frees a space: the next checkpoint empties it. */
  giveUp(space: number): void;
  /** Makes a change durable, after all changes before it. */
  append(operation: Operation): void;
}
