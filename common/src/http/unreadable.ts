import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ErrorCode } from '@shop/protos/error-codes';
import type { Middleware } from 'koa';
import { newContext, traceparentOf, withContext } from '../tracing/context.js';
import { Problem } from '../errors.js';
import { problemAnswer } from './answers.js';
import { seconds } from '../time.js';

/** The most header fields of one request; Node drops those after the first thousand, and the gateway adds some. */
const MOST_HEADERS = 500;
const TOO_LARGE = [431, 'HEADERS_TOO_LARGE', 'The headers are too long; send fewer or shorter ones.'] as const;
const PROBLEMS: Readonly<Record<string, readonly [status: number, code: ErrorCode, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'REQUEST_TOO_SLOW', 'The request did not arrive in time; send it at once.'],
  HPE_HEADER_OVERFLOW: TOO_LARGE,
};
const OTHERWISE = [400, 'MALFORMED_REQUEST', 'This is not a request by HTTP/1.1 that can be read.'] as const;

/** Answers input that never becomes a request with a problem, like all other errors. An unknown `Expect` is ignored. */
export function answerUnreadable(server: Server): void {
  server.on('clientError', answerClientError);
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response));
  server.on('connect', (request, given) => {
    // over HTTP/2 Node passes the response instead of the socket
    if (request.httpVersionMajor === 2) (given as unknown as ServerResponse).writeHead(405).end();
    else refuse(given as Socket, 400, 'MALFORMED_REQUEST', 'This server is not a proxy.');
  });
}

/** Answers input that is not HTTP, is too slow, or has too long headers, if an answer is possible, and closes the connection. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  // before the TLS handshake is complete no answer is possible
  const { secureConnecting = false } = socket as Socket & { secureConnecting?: boolean };
  if (!socket.writable || error.code === 'ECONNRESET' || secureConnecting) return void socket.destroy();
  refuse(socket, ...(PROBLEMS[error.code ?? ''] ?? OTHERWISE));
}

/** Writes the answer to the socket, and closes it. */
function refuse(socket: Socket, status: number, code: ErrorCode, detail: string): void {
  const context = newContext();
  const { headers, body } = withContext(context, () => problemAnswer(new Problem(status, code, { detail })));
  const text = JSON.stringify(body);
  const lines = Object.entries({
    ...headers,
    'x-request-id': context.requestId,
    traceparent: traceparentOf(context),
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  // a peer that does not close its side cannot hold the connection either
  setTimeout(() => socket.destroy(), seconds(1)).unref();
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`);
}

const malformed = (detail: string) => new Problem(400, 'MALFORMED_REQUEST', { detail });

/**
 * Refuses requests that no route can read. 400 MALFORMED_REQUEST for a request that does not name one host (RFC 9112, 3.2; for servers with
 * `requireHostHeader: false`, whose own answer has no body); 415 for a compressed body, which is never decompressed.
 */
export const refuseUnreadable: Middleware = (ctx, next) => {
  const { req } = ctx;
  if (req.rawHeaders.length > 2 * MOST_HEADERS) {
    const [status, code, detail] = TOO_LARGE;
    throw new Problem(status, code, { detail });
  }
  const host = hostOf(req);
  if (host !== undefined && !HOST.test(host)) throw malformed('The Host is not a name or address with a port.');
  if (!req.url!.startsWith('/') && req.url !== '*') req.url = originForm(req.url!, host);
  const { 'content-encoding': packed = '', 'transfer-encoding': sent = '' } = req.headers;
  if (!/^ *(?:identity)? *$/i.test(String(packed)) || !/^(?:chunked)?$/i.test(sent))
    throw new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', {
      detail: 'Send the body as it is, without Content-Encoding.',
      headers: { 'accept-encoding': 'identity' },
    });
  return next();
};

const HOST = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d*)?$/i;

/**
 * The host that a request names; undefined only by HTTP/1.0. Throws 400 when it names none or several, or has several Authorization
 * headers: an intermediary may choose another one of them.
 */
function hostOf({ rawHeaders, httpVersion }: IncomingMessage): string | undefined {
  const named = new Set<string>();
  let count = 0;
  let shown = 0;
  // Node keeps only the first of several in `headers`
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 13 && name.toLowerCase() === 'authorization') shown++;
    if (!(name.length === 4 && name.toLowerCase() === 'host') && name !== ':authority') continue;
    named.add(rawHeaders[at + 1]!);
    count++;
  }
  if (named.size > 1 || (count > 1 && httpVersion !== '2.0')) throw malformed('The request names several hosts.');
  if (shown > 1) throw malformed('The request has several Authorization headers; send one.');
  const [host] = named;
  if (host === undefined && httpVersion !== '1.0') throw malformed('HTTP/1.1 needs a Host header; send one.');
  return host;
}

/** Path and query of a request target that is a whole URL (RFC 9112, 3.2.2). Throws 400 when its host is another one. */
function originForm(target: string, host: string | undefined): string {
  const url = /^https?:\/\//i.test(target) && URL.canParse(target) ? new URL(target) : undefined;
  if (!url) throw malformed('The request target must be a path.');
  const same =
    host === undefined ||
    (URL.canParse(`${url.protocol}//${host}`) && new URL(`${url.protocol}//${host}`).host === url.host);
  if (!same) throw malformed('The request target and the Host header name different hosts.');
  return url.pathname + url.search;
}
