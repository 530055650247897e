import type { Described } from './route.js';

type Json = Record<string, unknown>;

/** Problems that are not one route's own, with what is said of each. */
const GENERAL: Readonly<Record<string, { readonly status: number; readonly description: string }>> = {
  HOST_NOT_ALLOWED: { status: 400, description: '`Host` does not name this shop' },
  UNAUTHENTICATED: { status: 401, description: 'No valid access token was shown' },
  FORBIDDEN: { status: 403, description: 'A role is missing' },
  BODY_TOO_LARGE: {
    status: 413,
    description: 'The body is longer than 1 MiB, or has more than 5,000 values or 20 levels',
  },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, description: 'The body is not JSON, or has a `Content-Encoding`' },
  VALIDATION_FAILED: { status: 422, description: 'Something that was sent does not fit; `errors` says what' },
  RATE_LIMITED: { status: 429, description: 'Too many requests; `Retry-After` says when to come back' },
  SERVICE_UNAVAILABLE: { status: 503, description: 'Not at the moment; `Retry-After` says when to come back' },
  TIMED_OUT: { status: 504, description: 'No answer in time; what became of the request is not known' },
};

/** Headers of an answer, all of them texts; `required` when each such answer has them. */
export const headersOf = (said: Readonly<Record<string, string>>, required: boolean): Json =>
  Object.fromEntries(
    Object.entries(said).map(([name, description]) => [
      name,
      { description, ...(required ? { required } : {}), schema: { type: 'string' } },
    ]),
  );

const LATER = headersOf({ 'Retry-After': 'Seconds after which it is worth asking again' }, true);
/** The headers of problems with one code. */
const HEADERS: Readonly<Record<string, Json>> = {
  UNAUTHENTICATED: headersOf({ 'WWW-Authenticate': 'How to say who is asking' }, true),
  RATE_LIMITED: LATER,
  TOO_MANY_DECLINES: LATER,
  SERVICE_UNAVAILABLE: LATER,
};

/** A response with one of these codes. */
const problemResponse = (description: string, codes: readonly string[]): Json => ({
  description,
  // those that every one of them has
  ...(codes.every((code) => HEADERS[code] && HEADERS[code] === HEADERS[codes[0]!])
    ? { headers: HEADERS[codes[0]!] }
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
    Object.entries(GENERAL).map(([code, { description }]) => [code, problemResponse(description, [code])]),
  );

/** The responses of an operation for these codes by status: references where a status has only a general one. */
export function problemResponses(byStatus: Readonly<Record<number, readonly string[]>>): Json {
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes]) => {
      const [only = ''] = codes;
      const isGeneral = codes.length === 1 && GENERAL[only]?.status === Number(status);
      return [
        status,
        isGeneral ? { $ref: `#/components/responses/${only}` } : problemResponse(codes.join(', '), codes),
      ];
    }),
  );
}

/** Codes by status: those of every route with such a body, caller and key, and the route's own. */
export function problemsOf(route: Described): Record<number, string[]> {
  const takesBody = ['POST', 'PUT', 'PATCH'].includes(route.method);
  const codes: Record<number, string[]> = {
    // the gateway knows the names of the shop; its pages' files and probes are answered under any
    400: [...(takesBody ? ['MALFORMED_JSON'] : []), ...(route.path.startsWith('/api/') ? ['HOST_NOT_ALLOWED'] : [])],
    ...(takesBody ? { 408: ['REQUEST_TOO_SLOW'], 413: ['BODY_TOO_LARGE'], 415: ['UNSUPPORTED_MEDIA_TYPE'] } : {}),
    ...(route.who === 'anyone' ? {} : { 401: ['UNAUTHENTICATED'] }),
    403: [
      ...(['viewer', 'admin'].includes(route.who) ? ['FORBIDDEN'] : []),
      // with the session cookie, changes are taken from our own pages only
      ...(route.who !== 'anyone' && route.method !== 'GET' ? ['CROSS_ORIGIN'] : []),
    ],
    ...(route.idempotent ? { 409: ['IDEMPOTENCY_IN_PROGRESS'] } : {}),
    422: ['VALIDATION_FAILED', ...(route.idempotent ? ['IDEMPOTENCY_KEY_REUSED'] : [])],
    429: ['RATE_LIMITED'],
    503: ['SERVICE_UNAVAILABLE'],
    504: ['TIMED_OUT'],
  };
  for (const [status, own] of Object.entries(route.problems ?? {}))
    codes[Number(status)] = [...new Set([...(codes[Number(status)] ?? []), ...own])];
  return Object.fromEntries(Object.entries(codes).filter(([, each]) => each.length > 0));
}
