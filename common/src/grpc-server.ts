import {
  Metadata,
  Server,
  ServerCredentials,
  status as Status,
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerUnaryCall,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import { contracts, serviceDefinition, type ServiceName } from '@shop/protos/load';
import { HealthImplementation } from 'grpc-health-check';
import type { Caller, InternalTokens } from './auth.js';
import { newContext, withContext } from './context.js';
import { toProblem } from './errors.js';
import { ReplyDropped, type Faults } from './faults.js';
import { toServiceError } from './grpc-errors.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';
import { inSpan, type Span, type SpanOptions } from './tracing.js';

/** The method names of a generated service definition, without its index signature. */
export type MethodsOf<D> = keyof { [K in keyof D as string extends K ? never : number extends K ? never : K]: D[K] } &
  keyof D &
  string;
export type RequestOf<D, K extends keyof D> =
  D[K] extends MethodDefinition<infer In, infer _O, infer _I, infer _R> ? In : never;
export type ReplyOf<D, K extends keyof D> =
  D[K] extends MethodDefinition<infer _I, infer _O, infer _R, infer Out> ? Out : never;
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
}

export interface GrpcListening {
  readonly port: number;
  /** Says NOT_SERVING, lets calls end for up to `graceMs`, then cuts them. */
  close(graceMs?: number): Promise<void>;
}

/** Serves the contracts with health and reflection; every call needs an internal token for this process. */
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
  new ReflectionService(contracts).addToServer(server);
  for (const { name, handlers } of options.services) {
    const definition = serviceDefinition(name);
    const implementation: UntypedServiceImplementation = {};
    for (const [method, { responseStream }] of Object.entries(definition)) {
      const handler = handlers[method];
      if (!handler) throw new Error(`${name}.${method} has no handler`);
      const thing = `${options.faultPrefix}.${method.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`;
      options.faults.declare(thing);
      implementation[method] = responseStream
        ? streaming(`${name}.${method}`, handler, options)
        : unary(`${name}.${method}`, thing, handler, options);
    }
    server.addService(definition, implementation);
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${options.host}:${options.port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    close: (graceMs = 8_000) =>
      new Promise((resolve) => {
        health.setStatus('', 'NOT_SERVING');
        const cut = setTimeout(() => server.forceShutdown(), graceMs);
        server.tryShutdown(() => (clearTimeout(cut), resolve()));
      }),
  };
}

type AnyCall = ServerUnaryCall<unknown, unknown> | ServerWritableStream<unknown, unknown>;

/** Who calls, and the context that came with the call. Throws 401. */
function enter(call: AnyCall, internal: InternalTokens): { caller: Caller; context: ReturnType<typeof newContext> } {
  const text = (name: string): string | undefined => call.metadata.get(name)[0]?.toString();
  const caller = internal.verify(text('authorization')?.replace(/^Bearer /, ''));
  const context = newContext(text('x-request-id'), text('traceparent'));
  const deadline = call.getDeadline();
  if (Number.isFinite(Number(deadline))) context.deadline = Number(deadline);
  const ids = { userId: caller.userId ?? text('x-user-id'), orderId: text('x-order-id'), sagaId: text('x-saga-id') };
  for (const [name, id] of Object.entries(ids)) if (id) context[name as keyof typeof ids] = id;
  return { caller, context };
}

function unary(
  name: string,
  thing: string,
  handler: UntypedHandlers[string],
  { internal, logger, metrics, faults }: GrpcServerOptions,
): handleUnaryCall<unknown, unknown> {
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
      const { caller, context } = enter(call, internal);
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
  name: string,
  handler: UntypedHandlers[string],
  { internal, logger, metrics }: GrpcServerOptions,
): handleServerStreamingCall<unknown, unknown> {
  return (call) => {
    const observe = metrics.grpcServer.startTimer({ method: name });
    const abort = new AbortController();
    call.on('cancelled', () => abort.abort());
    const run = async () => {
      const { caller, context } = enter(call, internal);
      const messages = () => handler(call.request as never, { caller, signal: abort.signal }) as AsyncIterable<unknown>;
      await withContext(context, () =>
        inSpan(name.replace('.', '/'), spanOf(name), () => writeAll(call, messages(), abort.signal)),
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
