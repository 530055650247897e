import type { Context } from 'koa';
import { invalid, Problem } from './errors.js';
import { hasBody, readBody } from './http-body.js';
import { exceedsJsonLimits, JSON_LIMITS } from './json-limits.js';

/** What is said of a body that is not JSON, or in another encoding. */
export const NOT_JSON = 'Send JSON in UTF-8 with Content-Type: application/json.';

const malformed = (detail: string, cause?: unknown) => new Problem(400, 'MALFORMED_JSON', { detail, cause });
const strict = new TextDecoder('utf-8', { fatal: true });

const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json) *(?:;|$)/i;

/**
 * The JSON body of a request; undefined when it has none. Throws 415 UNSUPPORTED_MEDIA_TYPE for another type or
 * character set, 413 BODY_TOO_LARGE, 408 REQUEST_TOO_SLOW, 400 MALFORMED_JSON, and 422 for a member named `__proto__`.
 */
export async function readJson(ctx: Context): Promise<unknown> {
  if (!hasBody(ctx.req)) return undefined;
  const isJson = JSON_TYPE.test(ctx.get('content-type')) && /^(utf-?8)?$/i.test(ctx.request.charset);
  if (!isJson) throw new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', { detail: NOT_JSON });
  return parseJson(await readBody(ctx.req));
}

/** The value of a JSON text; undefined for an empty one. Throws as `readJson` does. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  if (exceedsJsonLimits(bytes))
    throw new Problem(413, 'BODY_TOO_LARGE', {
      detail: `The body may have at most ${JSON_LIMITS.values} values, ${JSON_LIMITS.depth} levels deep.`,
    });
  let value: unknown;
  try {
    value = JSON.parse(strict.decode(bytes));
  } catch (error) {
    throw malformed('The body is not valid JSON in UTF-8.', error);
  }
  // assigned to a copy it would replace the copy's prototype
  if (hasProto(value)) throw invalid([{ path: '__proto__', message: '__proto__ is not allowed' }]);
  return value;
}

const hasProto = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto));
