import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import type { Context } from 'koa';
import bodyParser from 'koa-bodyparser';
import { invalid, Problem } from '../errors.js';
import { BODY_LIMIT, hasBody, readBody } from './body.js';
import { exceedsJsonLimits, JSON_LIMITS } from './json-limits.js';

/** The message for a body that is not JSON, or in another encoding. */
const NOT_JSON = 'Send JSON in UTF-8 with Content-Type: application/json.';

/** koa-bodyparser's message for a member named `__proto__`. */
const FORBIDDEN = 'Object contains forbidden prototype property';

const malformed = (cause?: unknown) =>
  new Problem(400, 'MALFORMED_JSON', { detail: 'The body is not valid JSON in UTF-8.', cause });

const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json) *(?:;|$)/i;

/**
 * The JSON body of a request; undefined when it has none. Throws 415 UNSUPPORTED_MEDIA_TYPE for another type or
 * character set, 413 BODY_TOO_LARGE, 408 REQUEST_TOO_SLOW, 400 MALFORMED_JSON, and 422 for a member named `__proto__`.
 */
export async function readJson(ctx: Context): Promise<unknown> {
  if (!hasBody(ctx.req)) return undefined;
  const isJson = JSON_TYPE.test(ctx.get('content-type')) && /^(utf-?8)?$/i.test(ctx.request.charset);
  if (!isJson) throw new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', { detail: NOT_JSON });
  const bytes = await readBody(ctx.req);
  if (bytes.length === 0) return undefined;
  if (exceedsJsonLimits(bytes))
    throw new Problem(413, 'BODY_TOO_LARGE', {
      detail: `The body may have at most ${JSON_LIMITS.values} values, ${JSON_LIMITS.depth} levels deep.`,
    });
  if (!isUtf8(bytes)) throw malformed();
  // by itself koa-bodyparser would decompress the body, and parse it before its values are counted: it gets the bytes that were read
  const read = { request: {}, req: Object.assign(Readable.from([bytes]), { headers: {} }) } as unknown as Context;
  await parseBody(read, async () => undefined);
  return read.request.body;
}

const parseBody = bodyParser({
  enableTypes: ['json'],
  detectJSON: () => true,
  jsonLimit: BODY_LIMIT as never,
  strict: false,
  onerror(error) {
    // assigned to a copy it would replace the copy's prototype
    if (error.message === FORBIDDEN) throw invalid([{ path: '__proto__', message: '__proto__ is not allowed' }]);
    throw malformed(error);
  },
});
