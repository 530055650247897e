/** An event as it is published: a CloudEvent 1.0 in JSON. The contracts define its types and the shapes of `data`. */
export interface CloudEvent {
  readonly specversion: '1.0';
  /** The same each time the event is published. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly data: object;
  /** W3C trace context of the work that caused it. */
  readonly traceparent?: string;
}

/** One event in the log of its source; without an event, only a position that was reached. Positions are 1, 2, 3, … without gaps. */
export interface EventRecord {
  readonly position: number;
  readonly event?: CloudEvent;
}

/** The first and the last position of a log. In an empty log `oldest` is one above `newest`. */
export interface LogEnds {
  readonly oldest: number;
  readonly newest: number;
  /** When the first event after a given position was appended, milliseconds since the epoch; undefined where there is none. */
  readonly nextAt?: number;
}

/** A source of events: the log of one process, by gRPC or in memory. */
export interface EventSource {
  /** The process that owns the log. */
  readonly name: string;
  /**
   * The events after this position, then each new one as it is appended, until `signal` aborts. With `types` the source may leave out events
   * of others; what it left out last is a record without an event. Throws `eventsGone` when the log no longer holds the next event, and 503
   * when it cannot be read.
   */
  read(after: number, signal: AbortSignal, types?: readonly string[]): AsyncIterable<EventRecord>;
  /** The ends of the log; `nextAt` is of the first event after `after`. */
  ends(after: number): Promise<LogEnds>;
  /** The position before the first event that was appended at this time or later. */
  before(time: Date): Promise<number>;
}

/** An event of a document; `n` is its number among the document's events, 1 for the first. */
export interface EventOf {
  readonly n: number;
  readonly at: Date;
  readonly event: CloudEvent;
}
