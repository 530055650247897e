import { Schema, type Connection, type Model, type mongo } from 'mongoose';
import type { CloudEvent, LogEnds } from '../events/event.js';
import { days } from '../time.js';
import { isDuplicateKey } from './connection.js';

/** An event as it is stored. */
interface LoggedEvent {
  /** Its position: 1, 2, 3, … without gaps. */
  readonly _id: number;
  readonly id: string;
  /** When it was appended. */
  readonly at: Date;
  readonly expiresAt: Date;
  /** The type of the event; absent where an older release appended it. */
  readonly type?: string;
  /** The event, as it is sent. */
  readonly json: string;
}

/** The document at position 0: the state of the log itself. It never expires. */
interface Ledger {
  readonly _id: number;
  readonly id: string;
  /** When the log began: what happened before is not in it. */
  readonly since: Date;
  /** A position that was assigned, even if its event has expired. */
  readonly newest: number;
  /** The replica that appends, until `until`. */
  readonly owner: string;
  readonly until: Date;
}

/** The events of this database, and the state of their log. */
export function eventModel(connection: Connection): Model<LoggedEvent> {
  const schema = new Schema<LoggedEvent>(
    { _id: Number, id: String, at: Date, expiresAt: Date, type: String, json: String },
    { collection: 'events', versionKey: false },
  );
  schema.index({ id: 1 }, { unique: true });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<LoggedEvent>('Event', schema);
}

/**
 * The log of events of one database. An event is appended at the position after the newest, and refused when another event has that
 * position: so positions have no gaps, and, by majority reads, a reader that has seen a position has seen all below it.
 */
export class EventLog {
  readonly #model: Model<LoggedEvent>;
  readonly #retentionMs: number;
  /** The newest position known to this process; undefined when it must be read. */
  #newest: number | undefined;

  /** Its events are kept for `retentionDays` days. */
  constructor(model: Model<LoggedEvent>, retentionDays: number) {
    this.#model = model;
    this.#retentionMs = days(retentionDays);
  }

  /** Begins the log if it has not begun: from now on nothing is left out. */
  async begin(): Promise<void> {
    const begun = { id: 'log', since: new Date(), newest: 0, owner: '', until: new Date(0) };
    // a duplicate: the log has begun
    await this.#ledger.updateOne({ _id: 0 }, { $setOnInsert: begun }, { upsert: true }).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }

  /**
   * Makes `owner` the replica that appends, for `ms` milliseconds; undefined while another replica is. Two that append at once do no harm,
   * but do the work twice. Returns when the log began.
   */
  async lease(owner: string, ms: number): Promise<{ since: Date } | undefined> {
    const now = new Date();
    const mine = { _id: 0, $or: [{ owner }, { until: { $lt: now } }] };
    const set = { owner, until: new Date(now.getTime() + ms) };
    const ledger = await this.#ledger.findOneAndUpdate(
      mine,
      { $set: set, $max: { newest: this.#newest ?? 0 } },
      { returnDocument: 'after' },
    );
    return ledger ?? undefined;
  }

  /** When the log began; undefined before. */
  async since(): Promise<Date | undefined> {
    const ledger = await this.#ledger.findOne({ _id: 0 }, { projection: { since: 1 } });
    return ledger?.since;
  }

  /** Lets another replica append at once. */
  async release(owner: string): Promise<void> {
    await this.#ledger.updateOne({ _id: 0, owner }, { $set: { until: new Date(0) } });
  }

  /** Appends events one after the other, without those that the log has already. Returns the newest position. */
  async append(events: readonly CloudEvent[]): Promise<number> {
    for (let rest = events; ;) {
      const newest = this.#newest ?? (await this.#readNewest());
      if (rest.length === 0) return (this.#newest = newest);
      this.#newest = undefined;
      try {
        await this.#events.insertMany(this.#logged(rest, newest + 1));
        return (this.#newest = newest + rest.length);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // another replica appended meanwhile, or these were appended but not marked
        const there = await this.#thereOf(rest);
        rest = rest.filter(({ id }) => !there.has(id));
      }
    }
  }

  /** Up to `limit` events after a position, oldest first. */
  async after(position: number, limit: number): Promise<LoggedEvent[]> {
    const page = { sort: { _id: 1 }, limit, batchSize: limit + 1 } as const;
    return this.#events.find({ _id: { $gt: Math.max(0, position) } }, page).toArray();
  }

  /** The ends of the log, and when the first event after a position was appended. */
  async ends(after: number): Promise<LogEnds> {
    const [newest, [oldest], [next]] = await Promise.all([this.#readNewest(), this.after(0, 1), this.after(after, 1)]);
    return { oldest: oldest?._id ?? newest + 1, newest, ...(next ? { nextAt: next.at.getTime() } : {}) };
  }

  /** The position before the first event that was appended at this time or later. */
  async before(time: Date): Promise<number> {
    const { oldest, newest } = await this.ends(0);
    let low = oldest;
    // positions have no gaps, and the times of events rise with them
    for (let high = newest + 1; low < high;) {
      const middle = Math.floor((low + high) / 2);
      const [event] = await this.after(middle - 1, 1);
      if (event && event.at < time) low = event._id + 1;
      else high = middle;
    }
    return low - 1;
  }

  async #readNewest(): Promise<number> {
    const [last] = await this.#ledger.find({}, { sort: { _id: -1 }, limit: 1, projection: { newest: 1 } }).toArray();
    return last?._id || (last?.newest ?? 0);
  }

  async #thereOf(events: readonly CloudEvent[]): Promise<Set<string>> {
    const filter = { id: { $in: events.map(({ id }) => id) } };
    const there = await this.#events.find(filter, { projection: { id: 1 } }).toArray();
    return new Set(there.map(({ id }) => id));
  }

  #logged(events: readonly CloudEvent[], first: number): LoggedEvent[] {
    const at = new Date();
    const expiresAt = new Date(at.getTime() + this.#retentionMs);
    return events.map((event, n) => {
      const { id, type } = event;
      return { _id: first + n, id, at, expiresAt, type, json: JSON.stringify(event) };
    });
  }

  // by the driver alone: background work is not traced, and does not trigger faults that are armed for requests
  get #events(): mongo.Collection<LoggedEvent> {
    return this.#model.db.db!.collection<LoggedEvent>(this.#model.collection.name);
  }

  get #ledger(): mongo.Collection<Ledger> {
    return this.#model.db.db!.collection<Ledger>(this.#model.collection.name);
  }
}
