import { closeSync, constants, fdatasync, fsyncSync, openSync, readFileSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Operation } from './operation.js';
import { readOperations, sizeOf, writeOperations } from './operation.js';

/** Checksum, generation, length of the operations. */
const headBytes = 12;
const syncs = constants.O_DSYNC !== undefined;

/** The generations after the checkpoint's: two, and one more for each start that was killed before its checkpoint was written. */
const mostGenerations = 1_000;

/** Complete writes follow damaged bytes: skipping them would lose acknowledged changes. */
export class DamagedLogError extends Error {
  constructor(path: string, from?: number, to?: number) {
    const where = from === undefined ? `before ${path}` : `${path} between bytes ${from} and ${to}`;
    super(
      `The log is damaged (${where}), and acknowledged writes follow: restore the data folder from a backup, or begin with ` +
        'an empty one (npm start -- --fresh).',
    );
    this.name = 'DamagedLogError';
  }
}

/**
 * One file of the log: a sequence of frames, each with the operations that were written and made durable together. A file is overwritten
 * once a checkpoint contains its changes, so that its blocks and length stay and a write is one of data only; frames of an older generation
 * after the last one are left over from earlier use.
 */
export class LogFile {
  readonly path: string;
  /** The generation of its frames; 0 for a file that may be overwritten. */
  generation = 0;
  size = 0;
  readonly #file: number;

  /** Opens the file, or creates it durably. */
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

  /**
   * The operations of the frames that were written completely and are newer than the last checkpoint's generation. Sets the generation and
   * the size. An incomplete frame is the last write, which was not acknowledged; throws DamagedLogError when a complete one follows it.
   */
  *read(checkpoint: number): Generator<Operation> {
    const all = readFileSync(this.path);
    this.generation = this.size = 0;
    for (let frame = frameAt(all, 0); frame; frame = frameAt(all, this.size)) {
      if (frame.generation !== (this.generation || frame.generation)) break;
      this.generation = frame.generation;
      this.size = frame.end;
      if (frame.generation > checkpoint) yield* readOperations(frame.operations);
    }
    const next = nextFrame(all, this.size, checkpoint);
    if (next !== undefined) throw new DamagedLogError(this.path, this.size, next);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The frame that begins there, if it is complete. */
function frameAt(all: Buffer, at: number): { generation: number; operations: Buffer; end: number } | undefined {
  if (at + headBytes > all.length) return undefined;
  const generation = all.readUInt32LE(at + 4);
  const end = at + headBytes + all.readUInt32LE(at + 8);
  if (generation === 0 || end > all.length || end <= at + headBytes) return undefined;
  if (crc32(all.subarray(at + 4, end)) !== all.readUInt32LE(at)) return undefined;
  return { generation, operations: all.subarray(at + headBytes, end), end };
}

/** The position of the next complete frame that is not in the checkpoint: any byte may be damaged, so any position is tried. */
function nextFrame(all: Buffer, from: number, checkpoint: number): number | undefined {
  for (let at = from; at + headBytes < all.length; at++) {
    const generation = all.readUInt32LE(at + 4);
    // most positions are no frame: saves the checksum
    if (generation > checkpoint && generation <= checkpoint + mostGenerations && frameAt(all, at)) return at;
  }
  return undefined;
}

function writeAll(file: number, bytes: Buffer, at: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null) => (error ? reject(error) : resolve());
    write(file, bytes, 0, bytes.length, at, (error, written) => {
      if (error) reject(error);
      // A full disk accepts only a part: the next call reports the reason.
      else if (written < bytes.length) writeAll(file, bytes.subarray(written), at + written).then(resolve, reject);
      else if (syncs) resolve();
      else fdatasync(file, done);
    });
  });
}
