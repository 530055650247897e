import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { invalid } from '../errors.js';
import { days } from '../time.js';

/** The maximum length of an Idempotency-Key, characters. */
export const KEY_LENGTH = 255;
/** How long a key stands for its call, milliseconds, as the contract says. */
export const KEY_LIFE = days(1);

const NAME = 'idempotency-key';

/**
 * The Idempotency-Key of a request as it was sent; undefined without one. Throws 422 when there are several headers of that
 * name: Node joins them, and the result would be a key that the client never chose.
 */
export function sentKey({ headers, rawHeaders }: IncomingMessage | Http2ServerRequest): string | undefined {
  const key = headers[NAME];
  if (key === undefined) return undefined;
  let times = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]!.toLowerCase() === NAME) times += 1;
  if (times > 1) throw invalid([{ path: 'Idempotency-Key', message: 'must be sent once' }]);
  return String(key);
}
