import type { Disk } from './disk.js';
import type { Operation } from './operation.js';

/** What a collection needs of its store. */
export interface CollectionStorage {
  readonly disk: Disk;
  /** The number of a space that has never been used. */
  newSpace(): number;
  /** Gives a space up: the next checkpoint empties it. */
  giveUp(space: number): void;
  /** Makes a change durable, after all before it. */
  append(operation: Operation): void;
}
