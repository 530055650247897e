/** The replica that reads, and how long no other replica may, milliseconds. */
interface CursorLease {
  readonly owner: string;
  readonly ms: number;
}

/** The position of each reader. Of the replicas of a process, only the one that holds the lease of a cursor reads. */
export interface CursorStore {
  /** Leases the cursor of a reader; undefined while another replica holds it. `position` is undefined for a reader that never read. */
  acquire(reader: string, lease: CursorLease): Promise<{ position: number | undefined } | undefined>;
  /** Stores the position and renews the lease; false when the lease was lost or the cursor was moved meanwhile. */
  advance(reader: string, lease: CursorLease, position: number | undefined): Promise<boolean>;
  /** Ends the lease, so that another replica can continue at once. */
  release(reader: string, owner: string): Promise<void>;
  /** The position of a reader; undefined if it never read. */
  find(reader: string): Promise<number | undefined>;
  /** Moves the cursor, forward or back: its holder loses the lease, and the next one continues from here. */
  move(reader: string, position: number): Promise<void>;
}
