import { append, type Written } from './append.js';
import type { Definition } from './definition.js';
import { decideFrom, sentTogether, type Decision, type Sending } from './decide.js';
import { describeFrom } from './describe.js';
import { evolve, extend } from './evolve.js';
import type { Entry, Event, SagaRecord } from './journal.js';
import { workIn } from './lines.js';
import type { EnginePorts } from './ports.js';
import { pausedWork } from './paused-work.js';
import type { Progress } from './progress.js';
import type { SagaView } from './view.js';

interface Line {
  readonly entry: Entry;
  /** The key of the command that produced it; undefined for entries without a command. */
  readonly key: string | undefined;
}

type OnAppended = (written: Written, events: readonly Event[]) => Promise<void>;

/** The result of a flush. `changed`: a request changed the saga meanwhile, decide again. `theirs`: another run has the saga. */
export type Flushed = 'written' | 'changed' | 'theirs' | 'gone';

/**
 * The state of one run, including entries that are not written yet. Entries of one turn of the event loop share an append, and the run may
 * continue while an append is in progress, because each append is a round trip.
 */
export class WriteBehind {
  readonly #ports: EnginePorts;
  readonly #definition: Definition;
  readonly #onAppended: OnAppended;
  #stored: SagaRecord;
  /** The saga's progress, including entries that are not written yet. */
  #progress: Progress;
  /** The view after the last append, if this run has made one. */
  #view: SagaView | undefined;
  #lines: Line[] = [];
  #writing: Promise<boolean> | undefined;
  /** A write begins at the end of this turn of the event loop. */
  #soon = false;
  #stuck = false;

  /** `stored` is the saga in the journal; `onAppended` is called with the appended entries, one append after the other. */
  constructor(ports: EnginePorts, definition: Definition, stored: SagaRecord, onAppended: OnAppended) {
    this.#ports = ports;
    this.#definition = definition;
    this.#stored = stored;
    this.#progress = evolve(definition, stored);
    this.#onAppended = onAppended;
  }

  /** The next action, from this run's state. */
  decide(): Decision {
    return decideFrom(this.#progress, this.#ports.now());
  }

  /** The commands that are sent together with the current step. */
  together(): Sending[] {
    return sentTogether(this.#progress, this.#ports.now());
  }

  /** The work that rests because of an operator's pause. */
  paused(): ReturnType<typeof pausedWork> {
    return pausedWork(this.#progress);
  }

  /** The saga as stored in the journal. */
  get stored(): SagaRecord {
    return this.#stored;
  }

  /** The saga as operators see it, once everything is flushed. */
  view(): SagaView {
    return this.#view ?? describeFrom(this.#progress, this.#stored);
  }

  /** An append failed or lost the race: flush before anything else is sent. */
  get stuck(): boolean {
    return this.#stuck;
  }

  get unwritten(): Entry[] {
    return this.#lines.map(({ entry }) => entry);
  }

  /** Records the events of the decision with this key; they are written from the next turn on. */
  add(events: readonly Event[], key: string | undefined): void {
    const at = this.#ports.now();
    const entries = extend(
      this.#progress,
      events.map((event): Entry => ({ at, ...event })),
    );
    this.#lines.push(...entries.map((entry) => ({ entry, key })));
    if (this.#soon) return;
    this.#soon = true;
    setImmediate(() => {
      this.#soon = false;
      // the next flush throws the error
      if (this.#lines.length > 0) this.#write().catch(() => undefined);
    });
  }

  /**
   * Waits until everything is in the journal, or another writer was first. Throws when the journal does. `finished`: in this run's state
   * nothing is left to do; this is written if the stored summary says otherwise, which a release that folds the journal differently may
   * have left.
   */
  async flush(finished: boolean): Promise<Flushed> {
    while (this.#writing || this.#lines.length > 0) if (!(await this.#write())) return this.#readAgain();
    if (!finished || this.#stored.nextActionAt === null) return 'written';
    const written = await append(this.#ports, this.#progress, this.#stored, []);
    if (!written) return this.#readAgain();
    this.#stored = written.record;
    this.#view = written.view;
    return 'written';
  }

  async #readAgain(): Promise<Flushed> {
    const stored = await this.#ports.journal.load(this.#stored.id);
    if (!stored) return 'gone';
    const theirs = anotherRunWrote(this.#stored, stored);
    this.#stored = stored;
    this.#view = undefined;
    this.#stuck = false;
    this.#progress = evolve(this.#definition, stored);
    if (theirs || !this.#stillToBeDone()) this.#lines = [];
    const again = extend(this.#progress, this.unwritten.map(asRecorded));
    this.#lines = this.#lines.map(({ key }, index) => ({ entry: again[index]!, key }));
    return theirs ? 'theirs' : 'changed';
  }

  #write(): Promise<boolean> {
    this.#writing ??= this.#appendAll();
    return this.#writing;
  }

  /** False when the journal has changed meanwhile. Not called when there is nothing to append. */
  async #appendAll(): Promise<boolean> {
    try {
      while (this.#lines.length > 0) {
        const entries = this.unwritten;
        const written = await append(this.#ports, this.#progress, this.#stored, entries);
        if (!written) return false;
        this.#stored = written.record;
        this.#view = written.view;
        this.#lines.splice(0, entries.length);
        await this.#onAppended(written, entries);
      }
      return true;
    } finally {
      this.#writing = undefined;
      this.#stuck = this.#lines.length > 0;
    }
  }

  /** An answer that was overtaken by a signal or a request still counts if the same command would be sent again. */
  #stillToBeDone(): boolean {
    const [first] = this.#lines;
    const decision = this.decide();
    return first?.key !== undefined && 'key' in decision && decision.key === first.key;
  }
}

/** Without what was computed from a journal that has changed since. */
function asRecorded(entry: Entry): Entry {
  const { sent: _sent, ...recorded } = entry as Entry & { sent?: number };
  return recorded;
}

/** Two runs of one saga only repeat each other, so the one that lost the race stops. */
function anotherRunWrote(before: SagaRecord, stored: SagaRecord): boolean {
  return workIn(stored.journal) !== workIn(before.journal);
}
