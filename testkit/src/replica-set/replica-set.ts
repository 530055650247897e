import { setTimeout as pause } from 'node:timers/promises';
import { Data } from './data.js';
import { Member } from './member.js';
import { Term, type Replication } from './term.js';
import type { Doc } from './store.js';

/** A write that the primary carries out now. */
export interface Writing {
  readonly database: string;
  readonly collection: string;
  readonly command: string;
  /** The command as JSON, for tests that search it. */
  readonly text: string;
}

export interface FailOver {
  /** Writes that no majority has are lost; otherwise the primary replicates everything first. */
  readonly rollBack: boolean;
  /** What happens to a client that waits: its connection breaks, as when the primary dies, or it gets this error. */
  readonly waiting?: 'dropped' | 'PrimarySteppedDown' | 'InterruptedDueToReplStateChange';
  /** How long there is no primary, milliseconds. */
  readonly electionMs?: number;
}

/** A replica set as its clients see one, and what can happen to it. */
export interface ReplicaSet {
  /** A connection string without a database. */
  readonly uri: string;
  /** How long a write takes from the primary to the majority, milliseconds; may be changed at any time. */
  lagMs: number;
  /** Writes that no majority has. */
  readonly behind: number;
  /** Writes that were lost in fail-overs. */
  readonly rolledBack: number;
  pauseReplication(): void;
  resume(): void;
  failOver(how: FailOver): Promise<void>;
  /**
   * Sets the commit point that the next primary knows to the current one: after the next fail-over, until `resume`, its majority
   * reads return the data of this moment and its majority writes wait, although it has every write that a majority has.
   */
  keepCommitPoint(): void;
  /**
   * Cuts the primary off from the majority, which elects another. Until `heal` the old one still considers itself the primary:
   * it accepts writes that it cannot replicate, and returns them to local reads.
   */
  partition(): void;
  /** Ends a partition: the old primary drops its connections, and its writes of that time are rolled back. */
  heal(): void;
  /** Breaks all connections. */
  dropConnections(): void;
  /** Calls `listener` synchronously before each write, so that what it does to the set affects that write. Returns the function that removes it. */
  onWrite(listener: (writing: Writing) => void): () => void;
  close(): Promise<void>;
}

/** Starts a set of two members on free ports: a primary, and a secondary that has what the majority has. */
export async function startReplicaSet({ lagMs = 0 } = {}): Promise<ReplicaSet> {
  const replication: Replication = { lagMs, paused: false };
  const listeners = new Set<(writing: Writing) => void>();
  const failures: unknown[] = [];
  const begin = (majority: Data) => new Term(majority.copy(), majority, replication);
  let term = begin(new Data());
  let elections = 1;
  let rolledBack = 0;
  const context = {
    addresses: () => [first, second].map(({ address }) => address),
    writes: (command: Doc) => {
      for (const listener of listeners) listener(inWords(command));
    },
    broken: (error: unknown) => failures.push(error),
  };
  const first = new Member(context, term);
  const second = new Member(context, term);
  let [primary, other] = [first, second];
  await Promise.all([first.listen(), second.listen()]);
  primary.become(true, term, elections);

  /** The other member becomes the primary of a new term. */
  const elect = (next: Term) => {
    term = next;
    [primary, other] = [other, primary];
    primary.become(true, term, ++elections);
  };
  const heal = () => {
    if (!other.primary) return;
    other.term.end('InterruptedDueToReplStateChange');
    rolledBack += other.term.behind;
    other.become(false, term);
    other.drop();
  };

  return {
    uri: `mongodb://${first.address},${second.address}`,
    get lagMs() {
      return replication.lagMs;
    },
    set lagMs(ms) {
      replication.lagMs = ms;
    },
    get behind() {
      return term.behind;
    },
    get rolledBack() {
      return rolledBack;
    },
    pauseReplication: () => void (replication.paused = true),
    resume() {
      replication.paused = false;
      term.replicate();
    },
    async failOver({ rollBack, waiting = 'dropped', electionMs = 50 }) {
      heal();
      if (!rollBack) term.catchUp();
      if (waiting === 'dropped') primary.restarted();
      primary.become(false, term);
      term.end(waiting === 'dropped' ? 'PrimarySteppedDown' : waiting);
      rolledBack += term.behind;
      await pause(electionMs);
      elect(term.successor());
      other.become(false, term);
      // a member that rolls back drops its connections
      if (rollBack) other.drop();
    },
    keepCommitPoint: () => term.keepCommitPoint(),
    partition() {
      heal();
      const left = term.majority.copy();
      term.cutOff();
      elect(begin(left));
    },
    heal,
    dropConnections: () => [first, second].forEach((member) => member.drop()),
    onWrite(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      for (const member of [first, second]) member.term.end('PrimarySteppedDown');
      await Promise.all([first.close(), second.close()]);
      if (failures.length > 0) throw new AggregateError(failures, 'the model of a replica set failed');
    },
  };
}

function inWords(command: Doc): Writing {
  const [name, collection] = command.entries().next().value!;
  const plain = (_key: string, value: unknown): unknown =>
    value instanceof Map ? Object.fromEntries(value) : typeof value === 'bigint' ? Number(value) : value;
  return {
    command: name,
    collection: String(collection),
    database: String(command.get('$db')),
    get text() {
      return JSON.stringify(command, plain);
    },
  };
}
