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
  /** The key of what brought it about; undefined for what was not sent. */
  readonly key: string | undefined;
}

type OnAppended = (written: Written, events: readonly Event[]) => Promise<void>;

/** How a flush ended. `changed`: somebody asked for something meanwhile, decide again. `theirs`: another run has the saga. */
export type Flushed = 'written' | 'changed' | 'theirs' | 'gone';

/**
 * What one run knows of its saga and has not written yet. Lines of one turn of the event loop share an append, and the run
 * may continue while an append is under way: a journal costs round trips.
 */
export class WriteBehind {
  readonly #ports: EnginePorts;
  readonly #definition: Definition;
  readonly #onAppended: OnAppended;
  #stored: SagaRecord;
  /** Where the saga stands with what is not yet written. */
  #progress: Progress;
  /** How it looked after the last append, if this run has made one. */
  #view: SagaView | undefined;
  #lines: Line[] = [];
  #writing: Promise<boolean> | undefined;
  /** A write begins at the end of this turn of the event loop. */
  #soon = false;
  #stuck = false;

  /** `stored` is the saga as the journal has it; `onAppended` is called, one after the other, with what was appended. */
  constructor(ports: EnginePorts, definition: Definition, stored: SagaRecord, onAppended: OnAppended) {
    this.#ports = ports;
    this.#definition = definition;
    this.#stored = stored;
    this.#progress = evolve(definition, stored);
    this.#onAppended = onAppended;
  }

  /** The next thing to do, by what this run knows. */
  decide(): Decision {
    return decideFrom(this.#progress, this.#ports.now());
  }

  /** What is sent together with the step that the saga stands at. */
  together(): Sending[] {
    return sentTogether(this.#progress, this.#ports.now());
  }

  /** What rests for an operator's pause. */
  paused(): ReturnType<typeof pausedWork> {
    return pausedWork(this.#progress);
  }

  /** The saga as the journal has it. */
  get stored(): SagaRecord {
    return this.#stored;
  }

  /** The saga as operators see it, once all is flushed. */
  view(): SagaView {
    return this.#view ?? describeFrom(this.#progress, this.#stored);
  }

  /** An append failed or came second: flush before anything else is sent. */
  get stuck(): boolean {
    return this.#stuck;
  }

  get unwritten(): Entry[] {
    return this.#lines.map(({ entry }) => entry);
  }

  /** Notes what came of the decision with this key; it is on its way to the journal from the next turn on. */
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
      // a flush throws the error
      if (this.#lines.length > 0) this.#write().catch(() => undefined);
    });
  }

  /**
   * Waits until everything is in the journal, or somebody else has written first. Throws when the journal does. `finished`: by what
   * this run knows nothing is left to do; it is written down if the stored saga says otherwise, as a release may have left it that
   * folds the journal in another way.
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
    extend(this.#progress, this.unwritten);
    return theirs ? 'theirs' : 'changed';
  }

  #write(): Promise<boolean> {
    this.#writing ??= this.#appendAll();
    return this.#writing;
  }

  /** False when the journal has changed under it. Not called when there is nothing to append. */
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

  /** An answer that a signal or a request overtook still counts if the same thing would be sent again. */
  #stillToBeDone(): boolean {
    const [first] = this.#lines;
    const decision = this.decide();
    return first?.key !== undefined && 'key' in decision && decision.key === first.key;
  }
}

/** Two runs of one saga only repeat each other; the one that lost leaves it to the other. */
function anotherRunWrote(before: SagaRecord, stored: SagaRecord): boolean {
  return workIn(stored.journal) !== workIn(before.journal);
}
