import type { Data, LastWrite } from './data.js';
import { parseMessage, type Doc } from './store.js';

/** How writes reach the majority. Shared by the terms of a set, and may change at any time. */
export interface Replication {
  lagMs: number;
  paused: boolean;
}

interface Entry {
  readonly message: Buffer;
  readonly session?: { readonly key: string; readonly write: LastWrite };
  readonly dueAt: number;
}

/** Why the wait of a write for the majority ended. */
export type Waited = 'replicated' | 'timed out' | 'PrimarySteppedDown' | 'InterruptedDueToReplStateChange';

interface Waiter {
  readonly optime: number;
  readonly done: (waited: Waited) => void;
}

/**
 * The term of one primary. A write changes `local` at once; the log applies it to `majority` later, in the same order.
 * Entries that are still in the log when the term ends are rolled back.
 */
export class Term {
  readonly local: Data;
  readonly majority: Data;
  readonly #replication: Replication;
  #log: Entry[] = [];
  #written = 0;
  #waiters: Waiter[] = [];
  #timer: NodeJS.Timeout | undefined;
  #ended: Waited | undefined;
  #cutOff = false;
  #kept: { readonly majority: Data; readonly since: Entry[] } | undefined;

  /** `log`: the writes that `local` has and `majority` does not. */
  constructor(local: Data, majority: Data, replication: Replication, log: readonly Entry[] = []) {
    this.local = local;
    this.majority = majority;
    this.#replication = replication;
    this.#log = [...log];
    this.#written = log.length;
  }

  /** Remembers what a majority has now, for `successor`. */
  keepCommitPoint(): void {
    this.#kept = { majority: this.majority.copy(), since: [] };
  }

  /**
   * The term of the next primary, which has what a majority has. After `keepCommitPoint` it knows only the commit point of that
   * moment: replication is paused, and the commit point advances once it resumes.
   */
  successor(): Term {
    const local = this.majority.copy();
    if (!this.#kept) return new Term(local, this.majority, this.#replication);
    this.#replication.paused = true;
    return new Term(local, this.#kept.majority, this.#replication, this.#kept.since);
  }

  /** Writes that no majority has. */
  get behind(): number {
    return this.#log.length;
  }

  /** Carries out a write on the primary and logs it. `session` is given for a retryable write. */
  write(message: Buffer, session?: { readonly key: string; readonly txnNumber: bigint }): Doc {
    const answer = this.local.run(parseMessage(message).command);
    const kept = session &&
      !answer.has('code') && { key: session.key, write: { txnNumber: session.txnNumber, answer } };
    if (kept) this.local.sessions.set(kept.key, kept.write);
    this.#written += 1;
    this.#log.push({ message, dueAt: Date.now() + this.#replication.lagMs, ...(kept ? { session: kept } : {}) });
    this.replicate();
    return answer;
  }

  /** Applies the entries that are due, and sets a timer for the next one. */
  replicate(): void {
    clearTimeout(this.#timer);
    if (this.#replication.paused || this.#cutOff || this.#ended) return;
    while (this.#log[0] && this.#log[0].dueAt <= Date.now()) this.#apply(this.#log.shift()!);
    if (this.#log[0]) this.#timer = setTimeout(() => this.replicate(), this.#log[0].dueAt - Date.now());
  }

  /** Applies every entry to the majority now, as a primary does before a clean step-down. */
  catchUp(): void {
    for (const entry of this.#log.splice(0)) this.#apply(entry);
  }

  /**
   * Waits until the majority has everything written so far. Not only the caller's own write: a write that changes nothing
   * waits for what it may have read.
   */
  replicated(timeoutMs: number | undefined): Promise<Waited> {
    const optime = this.#written;
    if (this.#ended) return Promise.resolve(this.#ended);
    if (optime <= this.#written - this.#log.length) return Promise.resolve('replicated');
    return new Promise((resolve) => {
      const timer = timeoutMs ? setTimeout(() => done('timed out'), timeoutMs) : undefined;
      const done = (waited: Waited) => {
        clearTimeout(timer);
        this.#waiters = this.#waiters.filter((each) => each !== waiter);
        resolve(waited);
      };
      const waiter = { optime, done };
      this.#waiters.push(waiter);
    });
  }

  /** Cuts the primary off from the majority: writes still run on `local`, and waits for the majority stay pending. */
  cutOff(): void {
    this.#cutOff = true;
    clearTimeout(this.#timer);
  }

  /** Stops replication, and ends every wait with `why`. */
  end(why: Waited): void {
    this.#ended = why;
    clearTimeout(this.#timer);
    for (const { done } of this.#waiters) done(why);
  }

  #apply(entry: Entry): void {
    const { message, session } = entry;
    this.#kept?.since.push(entry);
    this.majority.run(parseMessage(message).command);
    if (session) this.majority.sessions.set(session.key, session.write);
    const applied = this.#written - this.#log.length;
    for (const { optime, done } of this.#waiters) if (optime <= applied) done('replicated');
  }
}
