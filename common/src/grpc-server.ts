import {
  Metadata,
  Server,
  status as Status,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { contracts, serviceDefinition, type ServiceName } from '@shop/protos/load';
import { HealthImplementation } from 'grpc-health-check';
import type { Caller, InternalTokens } from './auth.js';
import { newContext, withContext } from './context.js';
import { Problem, toProblem } from './errors.js';
import { ReplyDropped, type Faults } from './faults.js';
import { authorizeProcess } from './grpc-callers.js';
import type { MethodsOf } from './grpc-methods.js';
import { toServiceError } from './grpc-errors.js';
import { serverCredentials, type GrpcTls } from './grpc-tls.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import { inSpan, type Span, type SpanOptions } from './tracing.js';

type Received<D, K extends keyof D> =
  D[K] extends MethodDefinition<infer _I, infer _O, infer In, infer _R> ? In : never;
type Sent<D, K extends keyof D> = D[K] extends MethodDefinition<infer _I, infer Out, infer _R, infer _S> ? Out : never;

/** What a handler is told beside the message. */
export interface Call {
  /** The calling process, and the user on whose behalf. */
  readonly caller: Caller;
  /** Aborts when the caller has gone or its deadline has passed. */
  readonly signal: AbortSignal;
}

/** One async function a method; a streaming method gives an async iterable instead. Throw a Problem to refuse. */
export type Handlers<D> = {
  [K in MethodsOf<D>]: (request: Received<D, K>, call: Call) => Promise<Sent<D, K>> | AsyncIterable<Sent<D, K>>;
};

/** A service and its handlers, typed by the generated definition. */
export interface Served {
  readonly name: ServiceName;
  readonly handlers: UntypedHandlers;
}
type UntypedHandlers = Record<string, (request: never, call: Call) => Promise<unknown> | AsyncIterable<unknown>>;
export const serve = <D>(name: ServiceName, handlers: Handlers<D>): Served => ({
  name,
  handlers: handlers as unknown as UntypedHandlers,
});

export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly services: readonly Served[];
  readonly internal: InternalTokens;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
  /** First part of the fault points' names, for example "payment". */
  readonly faultPrefix: string;
  /** Mutual TLS; plaintext without. */
  readonly tls?: GrpcTls | undefined;
}

export interface GrpcListening {
  readonly port: number;
  /** Says NOT_SERVING, lets calls end for up to `graceMs`, then cuts them. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Serves the contracts with health and reflection; every call needs an internal token for this process, of one that
 * the table of callers names. Reflection lists what is served here and nothing else.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcListening> {
  const server = new Server({
    'grpc.max_receive_message_length': 1024 * 1024,
    'grpc.keepalive_time_ms': 20_000,
    // callers connect anew now and then, and so come upon replicas that have been added; calls under way go on
    'grpc.max_connection_age_ms': 30_000,
  });
  const health = new HealthImplementation({
    '': 'SERVING',
    ...Object.fromEntries(options.services.map(({ name }) => [`shop.v1.${name}`, 'SERVING' as const])),
  });
  health.addToServer(server);
  const listed = options.services.map(({ name }) => `shop.v1.${name}`);
  new ReflectionService(contracts, { services: listed }).addToServer(server);
  for (const { name, handlers } of options.services) {
    const definition = forgiving(serviceDefinition(name));
    const implementation: UntypedServiceImplementation = {};
    for (const [method, { responseStream }] of Object.entries(definition)) {
      const handler = handlers[method];
      if (!handler) throw new Error(`${name}.${method} has no handler`);
      const thing = `${options.faultPrefix}.${method.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`;
      options.faults.declare(thing);
      implementation[method] = responseStream
        ? streaming(name, method, thing, handler, options)
        : unary(name, method, thing, handler, options);
    }
    server.addService(definition, implementation);
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${options.host}:${options.port}`, serverCredentials(options.tls), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    close: (graceMs = 8_000) =>
      new Promise((resolve) => {
        health.setStatus('', 'NOT_SERVING');
        // a connection that never was one of gRPC is not even cut by force: it must not keep us
        const cut = setTimeout(() => (server.forceShutdown(), resolve()), graceMs);
        server.tryShutdown(() => (clearTimeout(cut), resolve()));
      }),
  };
}

const UNREADABLE = Symbol('a message that is none of this type');

/** The same methods, to which bytes that are no message are the caller's mistake, where the library takes them for ours. */
const forgiving = (definition: ServiceDefinition): ServiceDefinition =>
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

/** Who calls, and the context that came with the call. Throws 401 and 403, and 400 for a message that cannot be read. */
function enter(
  call: AnyCall,
  service: ServiceName,
  method: string,
  internal: InternalTokens,
): { caller: Caller; context: ReturnType<typeof newContext> } {
  const text = (name: string): string | undefined => call.metadata.get(name)[0]?.toString();
  const caller = internal.verify(text('authorization')?.replace(/^Bearer /, ''));
  authorizeProcess(caller, service, method);
  if (call.request === UNREADABLE)
    throw new Problem(400, 'MALFORMED_MESSAGE', { detail: `This is no message of ${service}.${method}.` });
  const context = newContext(text('x-request-id'), text('traceparent'));
  const deadline = call.getDeadline();
  if (Number.isFinite(Number(deadline))) context.deadline = Number(deadline);
  const ids = { userId: caller.userId ?? text('x-user-id'), orderId: text('x-order-id'), sagaId: text('x-saga-id') };
  for (const [name, id] of Object.entries(ids)) if (id) context[name as keyof typeof ids] = id;
  return { caller, context };
}

function unary(
  service: ServiceName,
  method: string,
  thing: string,
  handler: UntypedHandlers[string],
  { internal, logger, metrics, faults }: GrpcServerOptions,
): handleUnaryCall<unknown, unknown> {
  const name = `${service}.${method}`;
  return (call, callback) => {
    const observe = metrics.grpcServer.startTimer({ method: name });
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    const answer = (span: Span, work: () => Promise<unknown>) =>
      work().then(
        (reply) => (observe({ code: 'OK' }), callback(null, reply)),
        (error: unknown) => (span.fail(error), callback(failure(error, name, logger, observe))),
      );
    const run = async () => {
      const { caller, context } = enter(call, service, method, internal);
      const handle = async () => handler(call.request as never, { caller, signal: abort.signal }) as Promise<unknown>;
      // answered within the context, so that what is logged of a failure carries its ids
      await withContext(context, () =>
        inSpan(name.replace('.', '/'), spanOf(name), (span) => answer(span, () => faults.around(thing, handle))),
      );
    };
    run().catch((error: unknown) => callback(failure(error, name, logger, observe)));
  };
}

function streaming(
  service: ServiceName,
  method: string,
  thing: string,
  handler: UntypedHandlers[string],
  { internal, logger, metrics, faults }: GrpcServerOptions,
): handleServerStreamingCall<unknown, unknown> {
  const name = `${service}.${method}`;
  return (call) => {
    const observe = metrics.grpcServer.startTimer({ method: name });
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    const run = async () => {
      const { caller, context } = enter(call, service, method, internal);
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
    if (!call.write(message))
      await new Promise<void>(
        (resolve) => (call.once('drain', resolve), gone.addEventListener('abort', () => resolve(), { once: true })),
      );
  }
}

function spanOf(name: string): SpanOptions {
  const [service = '', method = ''] = name.split('.');
  return { kind: 'server', attributes: { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method } };
}

function failure(error: unknown, name: string, logger: Logger, observe: (labels: { code: string }) => void) {
  // to a caller a lost reply is a lost connection: nothing says what became of the call
  if (error instanceof ReplyDropped)
    return (
      observe({ code: 'DROPPED' }),
      { code: Status.UNAVAILABLE, details: 'connection lost', metadata: new Metadata() }
    );
  const problem = toProblem(error);
  if (problem.status >= 500)
    logger[problem.status === 500 ? 'error' : 'warn'](`${name} answered ${problem.code}`, {
      error: problem.cause ?? problem,
    });
  observe({ code: problem.code });
  return toServiceError(problem);
}
