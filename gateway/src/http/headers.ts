import type { IncomingHttpHeaders } from 'node:http';
import { SESSION_HEADER } from '@shop/common/auth/callers';
import { INTERNAL_HEADER } from '@shop/common/auth/internal-tokens';
import { GATEWAY_CALL_HEADER } from '@shop/common/http/gateway-call';
import { TIME_LEFT_HEADER } from '@shop/common/http/answers';

/** Headers of a single connection (RFC 9110, 7.6.1); never forwarded in either direction. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
];
/** Internal headers between processes: clients can neither set nor see them. */
const INTERNAL = [INTERNAL_HEADER, SESSION_HEADER, TIME_LEFT_HEADER, GATEWAY_CALL_HEADER];
const INTERNAL_PREFIX = 'x-user-';

const REQUEST_DROPS = new Set([
  ...HOP_BY_HOP,
  ...INTERNAL,
  // set again for each call
  'host',
  'content-length',
  'expect',
  'x-request-id',
  'traceparent',
  'tracestate',
  'forwarded',
  'x-real-ip',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  // the gateway has checked the credentials; the internal token contains the result
  'authorization',
  'cookie',
]);
const ANSWER_DROPS = new Set([
  ...HOP_BY_HOP,
  ...INTERNAL,
  'date',
  'server',
  'x-powered-by',
  'x-request-id',
  'traceparent',
]);

/** The client's headers that are forwarded to an upstream. */
export function requestHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return pass(headers, REQUEST_DROPS);
}

/** The upstream's headers that are forwarded to the client. */
export function answerHeaders(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return pass(headers, ANSWER_DROPS);
}

function pass(headers: IncomingHttpHeaders, drops: ReadonlySet<string>): Record<string, string | string[]> {
  const named = namedBy(headers.connection);
  const kept: Record<string, string | string[]> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || name.startsWith(':') || drops.has(name) || name.startsWith(INTERNAL_PREFIX)) continue;
    if (!named.includes(name)) kept[name] = value;
  }
  return kept;
}

/** The headers that a `Connection` header limits to this connection; usually none. */
function namedBy(connection: string | undefined): readonly string[] {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return [];
  return connection
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
}
