import { UNTRACED, UNTRACED_READS } from '@shop/protos/system';
import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import type { Context as KoaContext, Middleware } from 'koa';
import { currentContext, newContext, traceparentOf, withContext, type Context } from '../tracing/context.js';
import { Problem, titleOf, toProblem } from '../errors.js';
import { ReplyDropped } from '../faults.js';
import type { Answer } from './route.js';
import type { Logger } from '../logging/logger.js';
import { beginSpan, runIn, type OpenSpan } from '../tracing/tracing.js';

/** The header with the milliseconds that the caller still waits: a duration, because clocks differ. */
export const TIME_LEFT_HEADER = 'x-time-left-ms';

/** A problem as an answer: RFC 9457, with our `code` and `traceId`. */
export function problemAnswer(problem: Problem): Answer {
  const { status, code, message, retryAfter, headers } = problem;
  // between services only: no client has another replica to ask
  const { elsewhere: _, ...extra } = problem.extra;
  // a 503 that came over gRPC has lost its Retry-After, but every 503 is answered with one
  const after = retryAfter ?? (status === 503 ? 1 : undefined);
  const wait: Record<string, string> = after === undefined ? {} : { 'retry-after': String(Math.ceil(after)) };
  return {
    status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8', ...wait, ...headers },
    body: {
      type: `urn:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title: titleOf(code),
      status,
      detail: message,
      code,
      traceId: currentContext()?.traceId,
      ...extra,
    },
  };
}

/** Writes an answer to the response. */
export function send(ctx: KoaContext, answer: Answer): void {
  ctx.status = answer.status;
  if (answer.page !== undefined) ctx.body = answer.page;
  else if (answer.body === undefined) ctx.body = null;
  else ctx.body = answer.body instanceof Readable ? answer.body : JSON.stringify(answer.body);
  ctx.status = answer.status;
  if (answer.page !== undefined) ctx.type = 'text/html; charset=utf-8';
  else if (answer.body !== undefined) ctx.type = 'application/json; charset=utf-8';
  for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value);
}

/**
 * Gives each request its context and each answer its `x-request-id` and `traceparent`. `isOurs` returns true when one of our own processes
 * calls: only such a caller decides whether a trace is recorded.
 */
export const requestContext =
  (isOurs: (ctx: KoaContext) => boolean): Middleware =>
  (ctx, next) => {
    const traceparent = ctx.get('traceparent');
    const context = newContext(ctx.get('x-request-id'), traceparent, {
      unknownCaller: traceparent !== '' && !isOurs(ctx),
    });
    // the gateway says how long it waits; any other caller can only shorten its own call
    const left = ctx.get(TIME_LEFT_HEADER);
    if (/^\d{1,6}$/.test(left)) context.deadline = Date.now() + Number(left);
    ctx.set('x-request-id', context.requestId);
    ctx.set('traceparent', traceparentOf(context));
    if (isQuiet(ctx, context)) context.sampled = false;
    return withContext(context, () => {
      const span = beginSpan(ctx.method, { kind: 'server' });
      return span ? recorded(span, ctx, next) : next();
    });
  };

const recorded = (span: OpenSpan, ctx: KoaContext, next: () => Promise<unknown>): Promise<void> =>
  runIn(span, async () => {
    await next();
    const route = routeOf(ctx);
    span.rename(`${ctx.method} ${route}`);
    span.set({
      'http.request.method': ctx.method,
      'http.route': route,
      'http.response.status_code': ctx.status,
    });
    const problem = ctx.state['problem'] as Problem | undefined;
    if (problem) span.fail(problem);
  });

const isQuiet = ({ path, method }: KoaContext, { spanned }: Context): boolean =>
  UNTRACED.test(path) || (method === 'GET' && !spanned && UNTRACED_READS.test(path));

/** The one place where an error becomes an answer. An unexpected error is logged with its stack. */
export function answerErrors(logger: Logger): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (error instanceof ReplyDropped) return void ctx.req.destroy();
      const problem = error instanceof Problem ? error : fromKoa(error);
      if (problem.status >= 500)
        logger[problem.status === 500 ? 'error' : 'warn'](
          `${ctx.method} ${routeOf(ctx)} answered ${problem.status} ${problem.code}`,
          { error: problem.cause ?? problem },
        );
      ctx.state['problem'] = problem;
      send(ctx, problemAnswer(problem));
    }
  };
}

// the route, not the path: a path can hide anything by encoding
const routeOf = (ctx: KoaContext): string => String(ctx['_matchedRoute'] ?? ctx.state['route'] ?? 'an unknown route');

function fromKoa(error: unknown): Problem {
  const { status } = error as { status?: number };
  // such as a path that cannot be decoded
  if (status !== undefined && status >= 400 && status < 500)
    return new Problem(400, 'MALFORMED_JSON', {
      detail: `The request cannot be read: ${STATUS_CODES[status] ?? 'bad request'}; send valid JSON.`,
    });
  return toProblem(error);
}
