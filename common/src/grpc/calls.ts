import { once } from 'node:events';
import {
  Metadata,
  status as Status,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import type { Caller } from '../auth/callers.js';
import type { InternalTokens } from '../auth/internal-tokens.js';
import { ID_HEADERS, newContext, withContext } from '../tracing/context.js';
import { isElsewhere, Problem, toProblem } from '../errors.js';
import { ReplyDropped, type Faults } from '../faults.js';
import { authorizeProcess } from './callers.js';
import { toServiceError } from './errors.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics.js';
import { inSpan, type Span, type SpanOptions } from '../tracing/tracing.js';

/** What a handler gets besides the message. */
export interface Call {
  /** The calling process, and the user on whose behalf. */
  readonly caller: Caller;
  /** Aborts when the caller has gone or its deadline has passed. */
  readonly signal: AbortSignal;
}

/** The implementation of one method, whatever its messages are. */
export type Handler = (request: never, call: Call) => Promise<unknown> | AsyncIterable<unknown>;

/** A method as it is served. */
export interface Method {
  /** `Service.Method`. */
  readonly name: string;
  /** Its fault point. */
  readonly thing: string;
  /** The processes that may call it. */
  readonly callers: readonly string[];
  readonly handler: Handler;
}

/** The dependencies of every method. */
export interface Answering {
  readonly internal: InternalTokens;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
}

const UNREADABLE = Symbol('a message that is none of this type');

/** The same methods, but a message that cannot be decoded is the caller's error; the library reports it as ours. */
export const withSafeDeserialization = (definition: ServiceDefinition): ServiceDefinition =>
  Object.fromEntries(
    Object.entries(definition).map(([method, each]) => {
      const requestDeserialize = (bytes: Buffer): unknown => {
        try {
          return each.requestDeserialize(bytes) as unknown;
        } catch {
          return UNREADABLE;
        }
      };
      return [method, { ...each, requestDeserialize }];
    }),
  );

type AnyCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

/** The caller, and the context that came with the call. Throws 401 and 403, and 400 for a message that cannot be read. */
function enter(
  call: AnyCall,
  { name: method, callers }: Method,
  internal: InternalTokens,
): { caller: Caller; context: ReturnType<typeof newContext> } {
  const text = (name: string): string | undefined => call.metadata.get(name)[0]?.toString();
  const caller = internal.verify(text('authorization')?.replace(/^Bearer /, ''));
  authorizeProcess(caller, callers, method);
  if (call.request === UNREADABLE)
    throw new Problem(400, 'MALFORMED_MESSAGE', { detail: `This is no message of ${method}.` });
  const context = newContext(text('x-request-id'), text('traceparent'));
  const deadline = call.getDeadline();
  if (Number.isFinite(Number(deadline))) context.deadline = Number(deadline);
  for (const [name, header] of ID_HEADERS) {
    const id = text(header);
    if (id) context[name] = id;
  }
  if (caller.userId) context.userId = caller.userId;
  return { caller, context };
}

/** Serves a method with one reply: runs the handler in a span, at its fault point. */
export function unary(
  method: Method,
  { internal, logger, metrics, faults }: Answering,
): handleUnaryCall<unknown, unknown> {
  const { name, thing, handler } = method;
  return (call, callback) => {
    const observe = metrics.grpcServer.startTimer({ method: name });
    const abort = new AbortController();
    let answered = false;
    // grpc-js reports the end of an answered call as cancelled, too
    call.on('cancelled', () => {
      if (!answered) abort.abort();
    });
    const send = (...answer: Parameters<typeof callback>) => {
      answered = true;
      callback(...answer);
    };
    const answer = (span: Span, work: () => Promise<unknown>) =>
      work().then(
        (reply) => (observe({ code: 'OK' }), send(null, reply)),
        (error: unknown) => (span.fail(error), send(failure(error, name, logger, observe))),
      );
    const run = async () => {
      const { caller, context } = enter(call, method, internal);
      const handle = async () => handler(call.request as never, { caller, signal: abort.signal }) as Promise<unknown>;
      // answered within the context, so that a logged failure has its ids
      await withContext(context, () =>
        inSpan(name.replace('.', '/'), spanOf(name), (span) => answer(span, () => faults.around(thing, handle))),
      );
    };
    run().catch((error: unknown) => send(failure(error, name, logger, observe)));
  };
}

/** Serves a method with a stream of replies, in the same way. */
export function streaming(
  method: Method,
  { internal, logger, metrics, faults }: Answering,
): handleServerStreamingCall<unknown, unknown> {
  const { name, thing, handler } = method;
  return (call) => {
    const observe = metrics.grpcServer.startTimer({ method: name });
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    const run = async () => {
      const { caller, context } = enter(call, method, internal);
      const messages = () => handler(call.request as never, { caller, signal: abort.signal }) as AsyncIterable<unknown>;
      await withContext(context, () =>
        inSpan(name.replace('.', '/'), spanOf(name), () =>
          faults.around(thing, () => writeAll(call, messages(), abort.signal)),
        ),
      );
      observe({ code: 'OK' });
      call.end();
    };
    run().catch((error: unknown) => call.emit('error', failure(error, name, logger, observe)));
  };
}

async function writeAll(
  call: ServerWritableStream<unknown, unknown>,
  messages: AsyncIterable<unknown>,
  gone: AbortSignal,
): Promise<void> {
  for await (const message of messages) {
    if (gone.aborted) return;
    if (!call.write(message)) await once(call, 'drain', { signal: gone }).catch(() => undefined);
  }
}

function spanOf(name: string): SpanOptions {
  const [service = '', method = ''] = name.split('.');
  return { kind: 'server', attributes: { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method } };
}

function failure(error: unknown, name: string, logger: Logger, observe: (labels: { code: string }) => void) {
  // for a caller a lost reply is a lost connection: the outcome of the call is unknown
  if (error instanceof ReplyDropped)
    return (
      observe({ code: 'DROPPED' }),
      { code: Status.UNAVAILABLE, details: 'connection lost', metadata: new Metadata() }
    );
  const problem = toProblem(error);
  // a call left to another replica is not logged as a failure: the caller reports it if no replica took it
  if (problem.status >= 500 && !isElsewhere(problem))
    logger[problem.status === 500 ? 'error' : 'warn'](`${name} answered ${problem.code}`, {
      error: problem.cause ?? problem,
    });
  observe({ code: problem.code });
  return toServiceError(problem);
}
