/** One entry of an order's history. */
export interface StatusChange {
  readonly seq: number;
  readonly status: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason?: string;
}

/** An order's history, and whether a cancellation of it was accepted and is in progress. */
export interface OrderStory {
  readonly history: readonly StatusChange[];
  readonly cancelling?: boolean;
}

/**
 * What a stream has shown of an order's history. In whatever order and however often entries arrive, each is returned once and in order.
 */
export class Progress {
  #seen: number;
  #last: StatusChange | undefined;
  #cancelling = false;
  readonly #early = new Map<number, StatusChange>();

  /** `seen` is the seq that the client saw last. */
  constructor(seen = 0) {
    this.#seen = seen;
  }

  /** A broadcast change: the entries that can be shown now. */
  hear(change: StatusChange): StatusChange[] {
    if (change.seq > this.#seen) this.#early.set(change.seq, change);
    return this.#flush();
  }

  /** The whole history from a read: the entries that can be shown now. A `seen` beyond its end counts as 0. */
  read({ history, cancelling = false }: OrderStory): StatusChange[] {
    this.#cancelling ||= cancelling;
    const last = history.at(-1);
    if (last && this.#seen > last.seq && !this.#last) this.#seen = 0;
    if (last && last.seq <= this.#seen) this.#last ??= last;
    for (const change of history) if (change.seq > this.#seen) this.#early.set(change.seq, change);
    return this.#flush();
  }

  /** True while a broadcast shows that another was missed. */
  get hasGap(): boolean {
    return this.#early.size > 0;
  }

  /** True once the latest entry is final for a stream: CONFIRMED is not final after a cancellation was accepted. */
  get ended(): boolean {
    const status = this.hasGap ? undefined : this.#last?.status;
    return status === 'CANCELLED' || (status === 'CONFIRMED' && !this.#cancelling);
  }

  #flush(): StatusChange[] {
    const shown: StatusChange[] = [];
    for (let next = this.#early.get(this.#seen + 1); next; next = this.#early.get(this.#seen + 1)) {
      this.#early.delete(next.seq);
      this.#seen = next.seq;
      this.#last = next;
      shown.push(next);
    }
    for (const seq of this.#early.keys()) if (seq <= this.#seen) this.#early.delete(seq);
    return shown;
  }
}
