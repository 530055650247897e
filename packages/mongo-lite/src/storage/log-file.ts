import { closeSync, constants, fdatasync, fsyncSync, openSync, readFileSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Operation } from './operation.js';
import { readOperations, sizeOf, writeOperations } from './operation.js';

/** Checksum, generation, length of what follows. */
const headBytes = 12;
const syncs = constants.O_DSYNC !== undefined;

/**
 * One file of the log: frames, each with the operations that were written and made durable together. A file is written
 * over again when a checkpoint holds what is in it, so that its blocks and length stay and a write is one of data only;
 * frames of an older generation after the last one are the rest of its former life.
 */
export class LogFile {
  readonly path: string;
  /** The generation of its frames; 0 for a file that may be written over. */
  generation = 0;
  size = 0;
  readonly #file: number;

  /** Opens the file, or makes it, durably. */
  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT | (syncs ? constants.O_DSYNC : 0), 0o600);
    const folder = openSync(dirname(path), 'r');
    fsyncSync(folder);
    closeSync(folder);
  }

  /** Resolves when the operations are on disk. */
  append(operations: readonly Operation[]): Promise<void> {
    const length = sizeOf(operations);
    const frame = Buffer.allocUnsafe(headBytes + length);
    frame.writeUInt32LE(this.generation, 4);
    frame.writeUInt32LE(length, 8);
    writeOperations(operations, frame, headBytes);
    frame.writeUInt32LE(crc32(frame.subarray(4)), 0);
    const at = this.size;
    this.size += frame.length;
    return writeAll(this.#file, frame, at);
  }

  /** The frames that were written whole, as they were found. Sets the generation and the size. */
  *read(): Generator<Operation> {
    const all = readFileSync(this.path);
    this.generation = this.size = 0;
    for (let at = 0; at + headBytes <= all.length;) {
      const generation = all.readUInt32LE(at + 4);
      const end = at + headBytes + all.readUInt32LE(at + 8);
      if (end > all.length || generation === 0 || (at > 0 && generation !== this.generation)) return;
      if (crc32(all.subarray(at + 4, end)) !== all.readUInt32LE(at)) return;
      this.generation = generation;
      yield* readOperations(all.subarray(at + headBytes, end));
      this.size = at = end;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

function writeAll(file: number, bytes: Buffer, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null) => (error ? reject(error) : resolve());
    write(file, bytes, 0, bytes.length, at, (error, written) => {
      if (error) reject(error);
      // A disk that fills up takes a part: the next call says why.
      else if (written < bytes.length) writeAll(file, bytes.subarray(written), at + written).then(resolve, reject);
      else if (syncs) resolve();
      else fdatasync(file, settle);
    });
  });
}
