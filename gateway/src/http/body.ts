import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Problem } from '@shop/common/errors';

/** A body up to this many bytes is read whole, so that it can be sent again. */
const REPEATABLE_BYTES = 64 * 1024;

const tooLarge = (limit: number) =>
  new Problem(413, 'BODY_TOO_LARGE', {
    detail: `The body may have at most ${limit === 1_048_576 ? '1 MiB' : `${limit} bytes`}.`,
  });

/** Throws 413 for a body that says itself that it is larger than `limit` bytes. */
export function refuseLongBody(request: IncomingMessage, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
}

/** True when the request has a body at all. */
export const hasBody = (request: IncomingMessage): boolean =>
  request.headers['transfer-encoding'] !== undefined ||
  Number(request.headers['content-length'] ?? 0) > 0 ||
  (request.httpVersionMajor === 2 && request.headers['content-length'] === undefined && !request.readableEnded);

/**
 * The body: whole if it is small, else a stream of it. Throws 413 once it grows past `limit` bytes; a stream that
 * does so fails with that problem.
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | Readable> {
  const chunks: Buffer[] = [];
  let size = 0;
  const source = request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>;
  /** Whatever is still to come is read and forgotten, so that the answer can be sent on this connection. */
  const release = () => void source.return?.().then(() => request.resume());
  const next = async (): Promise<Buffer | undefined> => {
    const { value, done } = await source.next().catch((error: unknown) => {
      throw new Problem(400, 'MALFORMED_JSON', { detail: 'The body ended before it was whole.', cause: error });
    });
    if (done) return undefined;
    size += (value as Buffer).length;
    if (size <= limit) return value as Buffer;
    release();
    throw tooLarge(limit);
  };
  while (size <= REPEATABLE_BYTES) {
    const chunk = await next();
    if (!chunk) return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
    chunks.push(chunk);
  }
  const rest = async function* () {
    yield* chunks;
    for (let chunk = await next(); chunk; chunk = await next()) yield chunk;
  };
  return Readable.from(rest(), { objectMode: false }).once('close', release);
}
