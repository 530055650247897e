import type { Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Middleware } from 'koa';
import { newContext, traceparentOf, withContext } from './context.js';
import { Problem } from './errors.js';
import { problemAnswer } from './http-answers.js';

const PROBLEMS: Readonly<Record<string, readonly [status: number, code: string, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'REQUEST_TOO_SLOW', 'The request did not arrive in time; send it at once.'],
  HPE_HEADER_OVERFLOW: [431, 'HEADERS_TOO_LARGE', 'The headers are too long; send fewer or shorter ones.'],
};
const OTHERWISE = [400, 'MALFORMED_REQUEST', 'This is not a request by HTTP/1.1 that can be read.'] as const;

/** Answers what never becomes a request with a problem, as everything else is. An `Expect` that nobody knows is not heeded. */
export function answerUnreadable(server: Server): void {
  server.on('clientError', answerClientError);
  server.on('checkExpectation', (request, response) => void server.emit('request', request, response));
}

/** What is no HTTP, too slow, or has too long headers is told so, as far as that is possible, and cut. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const [status, code, detail] = PROBLEMS[error.code ?? ''] ?? OTHERWISE;
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
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`);
}

/** 400 for a request by HTTP/1.1 without a Host (RFC 9112, 3.2), for servers with `requireHostHeader: false`: theirs would have no body. */
export const requireHost: Middleware = (ctx, next) => {
  if (ctx.req.httpVersion === '1.1' && ctx.req.headers.host === undefined)
    throw new Problem(400, 'MALFORMED_REQUEST', { detail: 'HTTP/1.1 needs a Host header; send one.' });
  return next();
};
