import { Server, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { MethodDefinition } from '@grpc/proto-loader';
import { serviceDefinition, type ServiceName } from '@shop/protos/load';
import { GRPC_PACKAGE } from '@shop/protos/system';
import { HealthImplementation } from 'grpc-health-check';
import { grpcAddress, UNCOUNTED } from './address.js';
import type { CallersOf } from './callers.js';
import { withSafeDeserialization, streaming, unary, type Answering, type Call, type Handler } from './calls.js';
import { REQUEST_LIMIT } from './message-limit.js';
import type { MethodsOf } from './methods.js';
import { addReflection } from './reflection.js';
import { serverCredentials, type GrpcTls } from './tls.js';

type Received<D, K extends keyof D> =
  D[K] extends MethodDefinition<infer _I, infer _O, infer In, infer _R> ? In : never;
type Sent<D, K extends keyof D> = D[K] extends MethodDefinition<infer _I, infer Out, infer _R, infer _S> ? Out : never;

/** One async function per method; a streaming method returns an async iterable instead. Throw a Problem to refuse. */
export type Handlers<D> = {
  [K in MethodsOf<D>]: (request: Received<D, K>, call: Call) => Promise<Sent<D, K>> | AsyncIterable<Sent<D, K>>;
};

/** A service, who may call it, and its handlers, typed by the generated definition. */
export interface Served {
  readonly name: ServiceName;
  readonly callers: Readonly<Record<string, readonly string[]>>;
  readonly handlers: Readonly<Record<string, Handler>>;
}
/** A service to serve: its name, who may call each of its methods, and its handlers. */
export const serve = <D>(name: ServiceName, callers: CallersOf<D>, handlers: Handlers<D>): Served => ({
  name,
  callers,
  handlers: handlers as unknown as Served['handlers'],
});

export interface GrpcServerOptions extends Answering {
  readonly host: string;
  readonly port: number;
  readonly services: readonly Served[];
  /** First part of the fault points' names. */
  readonly faultPrefix: string;
  /** Mutual TLS; plaintext without. */
  readonly tls?: GrpcTls | undefined;
}

export interface GrpcListening {
  readonly port: number;
  /** Reports NOT_SERVING, lets calls end for up to `graceMs` milliseconds, then cuts them. */
  close(graceMs?: number): Promise<void>;
}

/**
 * Serves the contracts with health and reflection. Every call needs an internal token for this process, of a process that may call the
 * method. Reflection lists what is served here and nothing else.
 */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcListening> {
  const server = new Server({
    ...UNCOUNTED,
    'grpc.max_receive_message_length': REQUEST_LIMIT,
    'grpc.keepalive_time_ms': 20_000,
  });
  const health = new HealthImplementation({
    '': 'SERVING',
    ...Object.fromEntries(options.services.map(({ name }) => [`${GRPC_PACKAGE}.${name}`, 'SERVING' as const])),
  });
  health.addToServer(server);
  addReflection(
    server,
    options.services.map(({ name }) => `${GRPC_PACKAGE}.${name}`),
  );
  for (const { name, callers, handlers } of options.services) {
    const definition = withSafeDeserialization(serviceDefinition(name));
    const implementation: UntypedServiceImplementation = {};
    for (const [method, { responseStream }] of Object.entries(definition)) {
      const handler = handlers[method];
      if (!handler) throw new Error(`${name}.${method} has no handler`);
      const thing = `${options.faultPrefix}.${method.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`;
      options.faults.declare(thing);
      const served = { name: `${name}.${method}`, thing, callers: callers[method] ?? [], handler };
      implementation[method] = responseStream ? streaming(served, options) : unary(served, options);
    }
    server.addService(definition, implementation);
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(grpcAddress(options.host, options.port), serverCredentials(options.tls), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    close: (graceMs = 8_000) =>
      new Promise((resolve) => {
        health.setStatus('', 'NOT_SERVING');
        // forceShutdown does not close a connection that never spoke gRPC: do not wait for it
        const cut = setTimeout(() => (server.forceShutdown(), resolve()), graceMs);
        server.tryShutdown(() => (clearTimeout(cut), resolve()));
      }),
  };
}
