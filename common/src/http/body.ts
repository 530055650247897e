import type { IncomingMessage } from 'node:http';
import { Problem } from '../errors.js';
import { seconds } from '../time.js';

/** The longest body that a process reads by default, bytes. */
export const BODY_LIMIT = 1_048_576;
/** A body is given up after this long without a byte, or when it is not complete after this long. */
const IDLE_MS = seconds(5);
const WHOLE_MS = seconds(20);
/** A body may have PIECES pieces, and one more for each PIECE_BYTES bytes: each piece costs, and HTTP/2 allows pieces of one byte. */
const PIECES = 1_000;
const PIECE_BYTES = 64;

export interface BodyOptions {
  /** Bytes. */
  readonly limit?: number;
  /** Milliseconds between two pieces of the body. */
  readonly idleMs?: number;
  /** Milliseconds for the whole body. */
  readonly wholeMs?: number;
  /** Observes the reading. */
  readonly watch?: BodyWatch | undefined;
}

/** Observes a body while it is read, and can end the reading. */
export interface BodyWatch {
  /** `cut` ends the reading with this problem. */
  begin(cut: (problem: Problem) => void): void;
  /** That many more bytes are held. */
  grow(bytes: number): void;
  /** The reading is over, however it ended. */
  end(): void;
}

const tooLarge = (limit: number) =>
  new Problem(413, 'BODY_TOO_LARGE', {
    detail: `The body may have at most ${limit === BODY_LIMIT ? '1 MiB' : `${limit} bytes`}.`,
  });
const tooSlow = () =>
  new Problem(408, 'REQUEST_TOO_SLOW', { detail: 'The body did not arrive in time; send it at once.' });
const inCrumbs = () =>
  new Problem(400, 'MALFORMED_REQUEST', { detail: 'The body came in too many small pieces; send it in larger ones.' });
const brokenOff = (cause?: unknown) =>
  new Problem(400, 'MALFORMED_JSON', { detail: 'The body ended before it was whole.', cause });

/** Throws 413 for a body whose Content-Length is above `limit` bytes. */
export function refuseLongBody(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
}

/** True when the request has a body at all. */
export const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined ||
  Number(request.headers['content-length'] ?? 0) > 0 ||
  (request.httpVersionMajor === 2 && request.headers['content-length'] === undefined && !request.readableEnded);

/**
 * The whole body. Rejects with 413 BODY_TOO_LARGE once it grows past the limit, 408 REQUEST_TOO_SLOW when it makes no progress, 400
 * MALFORMED_JSON when it breaks off and MALFORMED_REQUEST when it comes in far too many pieces. The rest is then read and dropped, so that
 * the connection can carry the answer; `dropUnread` closes the connection of a client that continues to send.
 */
export function readBody(request: IncomingMessage, options: BodyOptions = {}): Promise<Buffer> {
  const { limit = BODY_LIMIT, idleMs = IDLE_MS, wholeMs = WHOLE_MS, watch } = options;
  return new Promise((resolve, reject) => {
    refuseLongBody(request, limit);
    if (request.destroyed) throw brokenOff();
    const chunks: Buffer[] = [];
    let size = 0;
    const stop = () => {
      clearTimeout(idle);
      clearTimeout(whole);
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onError);
      watch?.end();
    };
    const fail = (problem: Problem) => {
      stop();
      // a reset while the rest is dropped is not an error
      request.on('error', () => undefined).resume();
      reject(problem);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) return fail(tooLarge(limit));
      if (chunks.length > PIECES + size / PIECE_BYTES) return fail(inCrumbs());
      idle.refresh();
      chunks.push(chunk);
      watch?.grow(chunk.length);
    };
    const onEnd = () => {
      stop();
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size));
    };
    const onClose = () => fail(brokenOff());
    const onError = (error: Error) => fail(brokenOff(error));
    const idle = setTimeout(() => fail(tooSlow()), idleMs);
    const whole = setTimeout(() => fail(tooSlow()), wholeMs);
    watch?.begin(fail);
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onError);
  });
}
