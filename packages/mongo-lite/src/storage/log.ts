import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedLogError, LogFile } from './log-file.js';
import type { Operation } from './operation.js';

/** At this size the log requests a checkpoint: a restart reads at most twice as much. */
const fullBytes = 8 * 1024 * 1024;

/** Makes changes durable before they are acknowledged. */
export interface Log {
  append(operation: Operation): void;
  /** Resolves when everything appended so far is on disk. */
  flushed(): Promise<void>;
  /** Whether no write is in progress or pending. */
  readonly isFlushed: boolean;
  close(): Promise<void>;
}

/** For a store without persistence. */
export const noLog: Log = {
  append: () => {},
  flushed: () => Promise.resolve(),
  isFlushed: true,
  close: () => Promise.resolve(),
};

export interface LogOptions {
  readonly dataDir: string;
  /** The generation that the last checkpoint contains: older ones are not read. */
  readonly generation: number;
  /** Starts to write everything up to now to the disk, with this generation; resolves when it is there. */
  readonly checkpoint: (generation: number) => Promise<void>;
  /** Called when a write or a checkpoint fails: memory is then ahead of the disk, and the process has to end. */
  readonly onFailure: (error: unknown) => void;
  /** The size of a file at which a checkpoint is made. */
  readonly checkpointBytes: number | undefined;
}

/**
 * A write-ahead log. Operations that are appended in one turn of the event loop, or while another write is in progress, become durable by
 * one write. When a file is full, the state of that moment is written to a checkpoint and the log continues in another file.
 */
export class FileLog implements Log {
  readonly #options: LogOptions;
  readonly #files: LogFile[];
  #current: LogFile;
  #pending: Operation[] = [];
  /** Resolves with the write in progress, or with the last one. */
  #durable = Promise.resolve();
  #busy = false;
  /** Resolves with the write that includes the pending operations. */
  #next: Promise<void> | undefined;
  #checkpoint: Promise<void> | undefined;

  /** Calls `redo` for every operation that no checkpoint contains, in order. */
  constructor(options: LogOptions, redo: (operation: Operation) => void) {
    this.#options = options;
    const names = readdirSync(options.dataDir).filter((name) => /^log-\d+$/.test(name));
    this.#files = names.map((name) => new LogFile(join(options.dataDir, name)));
    const read = this.#files.map((file) => ({ operations: [...file.read(options.generation)], file }));
    const lost = read
      .filter(({ file }) => file.generation > options.generation)
      .toSorted((a, b) => a.file.generation - b.file.generation);
    let last = options.generation;
    for (const { operations, file } of lost) {
      // a file is missing or completely damaged
      if (file.generation !== ++last) throw new DamagedLogError(file.path);
      for (const operation of operations) redo(operation);
    }
    this.#release(options.generation);
    this.#current = this.#fresh(last + 1);
    if (lost.length > 0) this.#startCheckpoint(last);
  }

  append(operation: Operation): void {
    this.#pending.push(operation);
  }

  flushed(): Promise<void> {
    if (this.#pending.length === 0) return this.#durable;
    this.#next ??= (this.#busy ? this.#durable : endOfTurn()).then(() => this.#write());
    return this.#next;
  }

  get isFlushed(): boolean {
    return !this.#busy && this.#pending.length === 0;
  }

  async close(): Promise<void> {
    await this.flushed();
    await this.#checkpoint;
    for (const file of this.#files) file.close();
  }

  async #write(): Promise<void> {
    const operations = this.#pending;
    this.#pending = [];
    this.#durable = this.#next!;
    this.#next = undefined;
    this.#busy = true;
    const file = this.#current;
    if (file.size >= (this.#options.checkpointBytes ?? fullBytes) && !this.#checkpoint) {
      // The log up to and including these operations matches what memory contains.
      this.#startCheckpoint(file.generation);
      this.#current = this.#fresh(file.generation + 1);
    }
    try {
      await file.append(operations);
    } catch (error) {
      this.#options.onFailure(error);
      throw error;
    }
    this.#busy = false;
  }

  #startCheckpoint(generation: number): void {
    this.#checkpoint = this.#options.checkpoint(generation).then(
      () => {
        this.#checkpoint = undefined;
        this.#release(generation);
      },
      (error: unknown) => this.#options.onFailure(error),
    );
  }

  /** Frees the files up to this generation, whose changes the checkpoint contains. */
  #release(generation: number): void {
    for (const file of this.#files) if (file.generation <= generation) file.generation = file.size = 0;
  }

  #fresh(generation: number): LogFile {
    let file = this.#files.find((each) => each.generation === 0);
    if (!file) this.#files.push((file = new LogFile(join(this.#options.dataDir, `log-${this.#files.length + 1}`))));
    file.generation = generation;
    return file;
  }
}

/** Resolves when all requests that arrived together, on any connection, have run. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
