import { pause } from '@shop/common/time';
import type { CloudEvent, EventRecord, EventSource, LogEnds } from '@shop/common/events/event';
import { eventsGone } from '@shop/common/events/gone';

interface Kept {
  readonly position: number;
  readonly event: CloudEvent;
  readonly at: number;
}

/** A log in memory, for tests of event readers. */
export class MemorySource implements EventSource {
  readonly name: string;
  #kept: Kept[] = [];
  #newest = 0;
  #more = new AbortController();

  constructor(name: string) {
    this.name = name;
  }

  /** Appends events and returns the position of the last one. */
  append(...events: readonly CloudEvent[]): number {
    for (const event of events) this.#kept.push({ position: ++this.#newest, event, at: Date.now() });
    this.#more.abort();
    this.#more = new AbortController();
    return this.#newest;
  }

  /** Forgets all events up to this position, as a log does with old ones. */
  forget(upTo: number): void {
    this.#kept = this.#kept.filter(({ position }) => position > upTo);
  }

  async *read(after: number, signal: AbortSignal, types?: readonly string[]): AsyncGenerator<EventRecord> {
    let seen = after;
    while (!signal.aborted) {
      const more = AbortSignal.any([signal, this.#more.signal]);
      const ends = this.#ends();
      if (seen > ends.newest || seen + 1 < ends.oldest) throw eventsGone(seen, ends);
      let sent = seen;
      for (const { position, event } of this.#kept.filter((each) => each.position > seen)) {
        if (signal.aborted) return;
        seen = position;
        if (types && !types.includes(event.type)) continue;
        yield { position, event };
        sent = position;
      }
      if (sent < seen) yield { position: seen };
      await pause(1_000, more);
    }
  }

  async ends(after: number): Promise<LogEnds> {
    const next = this.#kept.find(({ position }) => position > after);
    return { ...this.#ends(), ...(next ? { nextAt: next.at } : {}) };
  }

  async before(time: Date): Promise<number> {
    return (this.#kept.find(({ at }) => at >= time.getTime())?.position ?? this.#newest + 1) - 1;
  }

  #ends(): LogEnds {
    return { oldest: this.#kept[0]?.position ?? this.#newest + 1, newest: this.#newest };
  }
}
