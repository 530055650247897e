import { existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An append-only file of JSON lines. An awaited entry is on disk and survives kill -9. */
export interface Journal<E> {
  /** Resolves once these entries, and all before them, are on disk. Entries written in the same tick share one sync. */
  append(entries: readonly E[]): Promise<void>;
  close(): Promise<void>;
}

/** Replays the file into `apply`, then appends to it. An incomplete last line, left by a crash, was never acknowledged: it is removed. */
export async function openJournal<E>(path: string, apply: (entry: E) => void): Promise<Journal<E>> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (existsSync(path)) replay(path, apply);
  const file = await open(path, 'a', 0o600);
  // the file may have existed, readable to others, and may belong to another user
  await file.chmod(0o600).catch(() => undefined);
  const writer = new Writer(file);
  return {
    append: (entries) => writer.append(entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')),
    close: async () => {
      await writer.append('');
      await file.close();
    },
  };
}

function replay<E>(path: string, apply: (entry: E) => void): void {
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
  for (const line of bytes.subarray(0, whole).toString().split('\n')) if (line) apply(JSON.parse(line) as E);
}

class Writer {
  readonly #file: FileHandle;
  #waiting = '';
  #next: Promise<void> | undefined;
  #current: Promise<void> = Promise.resolve();

  constructor(file: FileHandle) {
    this.#file = file;
  }

  append(text: string): Promise<void> {
    this.#waiting += text;
    // entries that arrive during a sync are part of the next one
    this.#next ??= this.#current.then(() => {
      const batch = this.#waiting;
      this.#waiting = '';
      this.#next = undefined;
      return (this.#current = this.#write(batch));
    });
    return this.#next;
  }

  async #write(batch: string): Promise<void> {
    if (batch === '') return;
    await this.#file.appendFile(batch);
    await this.#file.datasync();
  }
}
