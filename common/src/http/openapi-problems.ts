import { ERROR_CODES, type ErrorCode } from '@shop/protos/error-codes';
import { BODY_LIMIT } from './body.js';
import { JSON_LIMITS } from './json-limits.js';
import type { Described } from './route.js';

type Json = Record<string, unknown>;

/** Descriptions of the problems that do not belong to one route. */
const GENERAL: Readonly<Partial<Record<ErrorCode, string>>> = {
  HOST_NOT_ALLOWED: '`Host` names none of our hosts',
  UNAUTHENTICATED: 'No valid access token was shown',
  FORBIDDEN: 'A role is missing',
  BODY_TOO_LARGE: `The body is longer than ${BODY_LIMIT / 2 ** 20} MiB, or has more than ${JSON_LIMITS.values.toLocaleString('en')} values or ${JSON_LIMITS.depth} levels`,
  UNSUPPORTED_MEDIA_TYPE: 'The body is not JSON, or has a `Content-Encoding`',
  VALIDATION_FAILED: 'Something that was sent does not fit; `errors` says what',
  RATE_LIMITED: 'Too many requests; `Retry-After` says when to come back',
  SERVICE_UNAVAILABLE: 'Not at the moment; `Retry-After` says when to come back',
  TIMED_OUT: 'No answer in time; what became of the request is not known',
};

/** Headers of an answer, all of them strings; `required` when each such answer has them. */
export const headersOf = (said: Readonly<Record<string, string>>, required: boolean): Json =>
  Object.fromEntries(
    Object.entries(said).map(([name, description]) => [
      name,
      { description, ...(required ? { required } : {}), schema: { type: 'string' } },
    ]),
  );

const LATER = { 'Retry-After': 'Seconds after which it is worth asking again' };
/** The headers of problems with one code. */
const HEADERS: Readonly<Partial<Record<ErrorCode, Record<string, string>>>> = {
  UNAUTHENTICATED: { 'WWW-Authenticate': 'How to say who is asking' },
  IDEMPOTENCY_IN_PROGRESS: LATER,
  RATE_LIMITED: LATER,
  TOO_MANY_DECLINES: LATER,
  SERVICE_UNAVAILABLE: LATER,
  TIMED_OUT: LATER,
};

/** A response with one of these codes. Its headers are required when each of the codes has them. */
const problemResponse = (description: string, codes: readonly ErrorCode[]): Json => ({
  description,
  ...(codes.some((code) => HEADERS[code])
    ? {
        headers: headersOf(
          Object.assign({}, ...codes.map((code) => HEADERS[code])) as Record<string, string>,
          codes.every((code) => HEADERS[code]),
        ),
      }
    : {}),
  content: {
    'application/problem+json': {
      schema: {
        allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { type: 'string', enum: codes } } }],
      },
    },
  },
});

/** The responses that operations refer to; they belong into `components.responses` of the document. */
export const generalResponses = (): Json =>
  Object.fromEntries(
    Object.entries(GENERAL).map(([code, description]) => [code, problemResponse(description, [code as ErrorCode])]),
  );

/** The responses of an operation with these problems: references where a status has only a general one. */
export function problemResponses(problems: readonly ErrorCode[]): Json {
  const byStatus: Record<number, ErrorCode[]> = {};
  for (const code of new Set(problems))
    for (const status of [ERROR_CODES[code]].flat()) (byStatus[status] ??= []).push(code);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes]) => {
      const [only] = codes;
      return [
        status,
        codes.length === 1 && GENERAL[only!]
          ? { $ref: `#/components/responses/${only}` }
          : problemResponse(codes.join(', '), codes),
      ];
    }),
  );
}

/** The problems of every route with such a body, caller and key, and the route's own. */
export function problemsOf(route: Described): ErrorCode[] {
  const takesBody = ['POST', 'PUT', 'PATCH'].includes(route.method);
  const isOpen = route.who === 'anyone';
  return [
    ...(takesBody ? (['MALFORMED_JSON', 'REQUEST_TOO_SLOW', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    // the gateway checks the host of API calls only; its pages' files and probes are answered under any host
    ...(route.path.startsWith('/api/') ? (['HOST_NOT_ALLOWED'] as const) : []),
    ...(isOpen ? [] : (['UNAUTHENTICATED'] as const)),
    ...(['viewer', 'admin'].includes(route.who) ? (['FORBIDDEN'] as const) : []),
    // with the session cookie, changes are accepted only from our own pages
    ...(!isOpen && route.method !== 'GET' ? (['CROSS_ORIGIN'] as const) : []),
    ...(route.idempotent ? (['IDEMPOTENCY_IN_PROGRESS'] as const) : []),
    'VALIDATION_FAILED',
    ...(route.idempotent ? (['IDEMPOTENCY_KEY_REUSED'] as const) : []),
    'RATE_LIMITED',
    'SERVICE_UNAVAILABLE',
    'TIMED_OUT',
    ...(route.problems ?? []),
  ];
}
