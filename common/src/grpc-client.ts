import { setTimeout } from 'node:timers/promises';
import {
  makeClientConstructor,
  Metadata,
  type Client,
  type ClientReadableStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { serviceDefinition, type ServiceName } from '@shop/protos/load';
import CircuitBreaker from 'opossum';
import type { InternalTokens } from './auth.js';
import { breakerOptions, RESET_MS } from './breaker.js';
import { currentContext, timeLeft, traceparentOf, type Context } from './context.js';
import { Problem } from './errors.js';
import { fromServiceError, isLostCall } from './grpc-errors.js';
import { grpcHealth, type GrpcHealth } from './grpc-health.js';
import type { MethodsOf, ReplyOf, RequestOf } from './grpc-methods.js';
import { clientCredentials, type GrpcTls } from './grpc-tls.js';
import type { Metrics } from './metrics.js';
import { beginSpan, inSpan, type SpanOptions } from './tracing.js';

/** Thrown without calling: every replica's breaker is open. `retryAt` is when the first lets a trial through, ms since the epoch. */
export class BreakerOpen extends Problem {
  readonly retryAt: number;
  constructor(callee: string, retryAt: number) {
    super(503, 'SERVICE_UNAVAILABLE', {
      detail: `${callee} has been failing and is left alone for a moment; try again shortly.`,
      retryAfter: Math.max(1, (retryAt - Date.now()) / 1000),
    });
    this.retryAt = retryAt;
  }
}

export interface GrpcClientOptions {
  readonly service: ServiceName;
  /** The process that serves it: audience of the token, name in metrics and messages. */
  readonly callee: string;
  /** `host:port`, one a replica. */
  readonly addresses: readonly string[];
  readonly internal: InternalTokens;
  readonly metrics: Metrics;
  /** Mutual TLS; plaintext without. */
  readonly tls?: GrpcTls | undefined;
  /** Used when a call names none, milliseconds. */
  readonly deadlineMs?: number;
}

/** Between asking replicas that are all away, milliseconds. */
const RESTART_PAUSES = [50, 100, 200, 400, 800];

type Method = (
  request: unknown,
  metadata: Metadata,
  options: { deadline: number },
  callback: (error: ServiceError | null, reply: unknown) => void,
) => void;
type OpenStream<Message> = (
  request: unknown,
  metadata: Metadata,
  options: { deadline: number },
) => ClientReadableStream<Message>;
interface Replica {
  readonly client: Client & Record<string, Method>;
  readonly breaker: CircuitBreaker<[string, unknown, Metadata, number], unknown>;
  readonly health: GrpcHealth;
  openedAt: number;
}

/** Calls one gRPC service, over its replicas in turn, each behind a circuit breaker. Every call has a deadline, never later than our caller's. */
export class GrpcClient<D> {
  readonly #options: GrpcClientOptions;
  readonly #replicas: Replica[];
  #turn = 0;

  constructor(options: GrpcClientOptions) {
    this.#options = options;
    const Constructor = makeClientConstructor(serviceDefinition(options.service), options.service);
    this.#replicas = options.addresses.map((address) => {
      const client = new Constructor(address, clientCredentials(options.tls), {
        'grpc.initial_reconnect_backoff_ms': 100,
        // a callee that is back is found within a quarter of a second: its restart takes little longer than that
        'grpc.max_reconnect_backoff_ms': 250,
        // a connection whose other end is gone without a word is noticed within ten seconds, not minutes later; not sooner,
        // for a process that is merely busy would lose all its calls at once
        'grpc.keepalive_time_ms': 5_000,
        'grpc.keepalive_timeout_ms': 5_000,
        'grpc.dns_min_time_between_resolutions_ms': 2_000,
        'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
      }) as unknown as Replica['client'];
      const upstream = `${options.callee} grpc ${address} ${options.service}`;
      const breaker = new CircuitBreaker(
        (method: string, request: unknown, metadata: Metadata, deadline: number) =>
          this.#send(client, method, request, metadata, deadline),
        breakerOptions,
      );
      const health = grpcHealth(address, clientCredentials(options.tls));
      const replica: Replica = { client, breaker, health, openedAt: 0 };
      breaker.on('open', () => ((replica.openedAt = Date.now()), options.metrics.breaker.set({ upstream }, 2)));
      breaker.on('halfOpen', () => {
        options.metrics.breaker.set({ upstream }, 1);
        // the next call is the trial, which may take its whole deadline: who says that it serves need not wait for it
        health.serves().then(
          () => breaker.halfOpen && breaker.close(),
          () => undefined,
        );
      });
      breaker.on('close', () => options.metrics.breaker.set({ upstream }, 0));
      options.metrics.breaker.set({ upstream }, 0);
      return replica;
    });
  }

  /** The reply. Throws the Problem that the callee threw, 503 when it cannot be reached, 504 after the deadline, BreakerOpen. */
  call<K extends MethodsOf<D>>(
    method: K,
    request: RequestOf<D, K>,
    options: { deadlineMs?: number; metadata?: Record<string, string> } = {},
  ): Promise<ReplyOf<D, K>> {
    return inSpan(`${this.#options.service}/${method}`, this.#spanOf(method), () =>
      this.#call(method, request, options),
    );
  }

  async #call<K extends MethodsOf<D>>(
    method: K,
    request: RequestOf<D, K>,
    { deadlineMs, metadata }: { deadlineMs?: number; metadata?: Record<string, string> } = {},
  ): Promise<ReplyOf<D, K>> {
    const observe = this.#options.metrics.grpcClient.startTimer({ method: `${this.#options.service}.${method}` });
    const deadline = Date.now() + timeLeft(deadlineMs ?? this.#options.deadlineMs ?? 5_000);
    try {
      const reply = await this.#anyReplica(deadline, (replica) =>
        replica.breaker.fire(method, request, this.#metadata(metadata), deadline),
      );
      observe({ code: 'OK' });
      return reply as ReplyOf<D, K>;
    } catch (error) {
      // half open: another call is the trial, this one was not sent
      const problem =
        error instanceof Problem ? error : new BreakerOpen(this.#options.callee, Date.now() + RESET_MS / 4);
      observe({ code: problem.code });
      throw problem;
    }
  }

  /**
   * Asks the next replica, and each other one if no handler answered: every method bears being called twice. When none
   * does, one of them is most likely being restarted: they are asked again for a second and a half.
   */
  async #anyReplica<T>(deadline: number, ask: (replica: Replica) => Promise<T>): Promise<T> {
    const pauses = [...RESTART_PAUSES];
    for (let others = this.#replicas.length - 1; ; others--) {
      try {
        return await ask(this.#next());
      } catch (error) {
        if (!isLostCall(error)) throw error;
        if (others > 0) continue;
        const pause = pauses.shift();
        if (pause === undefined || Date.now() + pause > deadline) throw error;
        await setTimeout(pause);
        others = this.#replicas.length;
      }
    }
  }

  /** The messages of a streaming method, until `signal` aborts. Throws as `call` does. */
  async *stream<K extends MethodsOf<D>>(
    method: K,
    request: RequestOf<D, K>,
    { signal, deadlineMs = 600_000 }: { signal?: AbortSignal; deadlineMs?: number } = {},
  ): AsyncGenerator<ReplyOf<D, K>> {
    const span = beginSpan(`${this.#options.service}/${method}`, this.#spanOf(method));
    const deadline = Date.now() + deadlineMs;
    let messages: ClientReadableStream<ReplyOf<D, K>> | undefined;
    const cancel = () => messages?.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    /** The stream with its first message: until that has come it can as well be asked of another replica. */
    const open = async ({ client }: Replica) => {
      const begin = client[method] as unknown as OpenStream<ReplyOf<D, K>>;
      messages = begin.call(client, request, this.#metadata({}, span?.context), { deadline });
      const rest = messages[Symbol.asyncIterator]() as AsyncIterator<ReplyOf<D, K>>;
      const first = await rest.next().catch((error: unknown) => {
        throw fromServiceError(error as ServiceError, this.#options.callee);
      });
      return { first, rest };
    };
    try {
      const { first, rest } = await this.#anyReplica(deadline, open);
      for (let next = first; !next.done; next = await rest.next()) yield next.value;
    } catch (error) {
      if (signal?.aborted) return;
      const problem = error instanceof Problem ? error : fromServiceError(error as ServiceError, this.#options.callee);
      span?.fail(problem);
      throw problem;
    } finally {
      span?.end();
      signal?.removeEventListener('abort', cancel);
      messages?.cancel();
    }
  }

  /** Resolves when one replica can be reached; rejects after `ms`. */
  async ready(ms = 1_500): Promise<void> {
    const waits = this.#replicas.map(
      ({ client }) =>
        new Promise<void>((resolve, reject) =>
          client.waitForReady(Date.now() + ms, (error) => (error ? reject(new Error('not reachable')) : resolve())),
        ),
    );
    await Promise.any(waits).catch(() => {
      throw new Error(`${this.#options.callee} is not reachable`);
    });
  }

  close(): void {
    for (const { client, breaker, health } of this.#replicas) {
      breaker.shutdown();
      health.close();
      client.close();
    }
  }

  /** The next replica whose breaker lets calls through. Throws BreakerOpen. */
  #next(): Replica {
    for (let i = 0; i < this.#replicas.length; i++) {
      const replica = this.#replicas[(this.#turn = (this.#turn + 1) % this.#replicas.length)]!;
      if (!replica.breaker.opened) return replica;
    }
    throw new BreakerOpen(this.#options.callee, Math.min(...this.#replicas.map(({ openedAt }) => openedAt)) + RESET_MS);
  }

  #spanOf(method: string): SpanOptions {
    const { service, callee } = this.#options;
    const attributes = { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method, 'server.address': callee };
    return { kind: 'client', attributes };
  }

  #metadata(extra: Record<string, string> = {}, context: Context | undefined = currentContext()): Metadata {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${this.#options.internal.issue(this.#options.callee)}`);
    if (context) {
      metadata.set('x-request-id', context.requestId);
      metadata.set('traceparent', traceparentOf(context));
      const ids = { 'x-user-id': context.userId, 'x-order-id': context.orderId, 'x-saga-id': context.sagaId };
      for (const [name, id] of Object.entries(ids)) if (id) metadata.set(name, id);
    }
    for (const [name, value] of Object.entries(extra)) metadata.set(name, value);
    return metadata;
  }

  #send(
    client: Replica['client'],
    method: string,
    request: unknown,
    metadata: Metadata,
    deadline: number,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      client[method]!.call(client, request, metadata, { deadline }, (error, reply) =>
        error ? reject(fromServiceError(error, this.#options.callee)) : resolve(reply),
      );
    });
  }
}
