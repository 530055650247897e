import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedLogError, LogFile } from './log-file.js';
import type { Operation } from './operation.js';

/** At this size the log asks for a checkpoint: a restart reads twice that at most. */
const fullBytes = 8 * 1024 * 1024;

/** Where changes are durable before anyone is told of them. */
export interface Log {
  append(operation: Operation): void;
  /** Resolves when everything appended so far is on disk. */
  flushed(): Promise<void>;
  /** Nothing is on its way to the disk. */
  readonly isFlushed: boolean;
  close(): Promise<void>;
}

/** For a store that keeps nothing. */
export const noLog: Log = {
  append: () => {},
  flushed: () => Promise.resolve(),
  isFlushed: true,
  close: () => Promise.resolve(),
};

export interface LogOptions {
  readonly dataDir: string;
  /** The generation that the last checkpoint holds: what is older is not read. */
  readonly generation: number;
  /** Starts to write everything up to now to the disk, with this generation; resolves when it is there. */
  readonly checkpoint: (generation: number) => Promise<void>;
  /** Called when a write or a checkpoint fails: what memory holds is then ahead of the disk, and the process has to end. */
  readonly onFailure: (error: unknown) => void;
  /** At this size of a file a checkpoint is made. */
  readonly checkpointBytes: number | undefined;
}

/**
 * A write-ahead log. What is appended in one turn of the event loop, or while another write is under way, becomes durable
 * by one write. When a file is full, the state of that moment goes into a checkpoint and the log goes on in another file.
 */
export class FileLog implements Log {
  readonly #options: LogOptions;
  readonly #files: LogFile[];
  #current: LogFile;
  #pending: Operation[] = [];
  /** Resolves with the write that is under way, or was the last. */
  #durable = Promise.resolve();
  #busy = false;
  /** Resolves with the write that what is pending waits for. */
  #next: Promise<void> | undefined;
  #checkpoint: Promise<void> | undefined;

  /** Calls `redo` for everything that no checkpoint holds yet, in order. */
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
      // a file is gone, or all of it is damaged
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
      // Memory holds just what the log does with these operations.
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

  /** The checkpoint holds everything up to this generation. */
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

/** Requests that arrive together, on whatever connection, have all run when it resolves. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
