/** Who reads, and for how long nobody else does, milliseconds. */
interface CursorLease {
  readonly owner: string;
  readonly ms: number;
}

/** How far each reader has come. Of the replicas of a process, only the one that holds the lease of a cursor reads on. */
export interface CursorStore {
  /** Takes the cursor of a reader; undefined while another holds it. `position` is undefined for one that never read. */
  acquire(reader: string, lease: CursorLease): Promise<{ position: number | undefined } | undefined>;
  /** Writes the position down and renews the lease; false when it was lost, or the cursor was moved, meanwhile. */
  advance(reader: string, lease: CursorLease, position: number | undefined): Promise<boolean>;
  /** Lets another replica read on at once. */
  release(reader: string, owner: string): Promise<void>;
  /** The position of a reader; undefined where it never read. */
  find(reader: string): Promise<number | undefined>;
  /** Moves the cursor, also back: whoever holds it loses its lease, and reads on from here. */
  move(reader: string, position: number): Promise<void>;
}
