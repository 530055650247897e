import { Metadata, type Client, type ClientReadableStream, type ServiceError } from '@grpc/grpc-js';
import type { InternalTokens } from '../auth/internal-tokens.js';
import { currentContext, ID_HEADERS, timeLeft, traceparentOf, type Context } from '../tracing/context.js';
import { Problem, toProblem } from '../errors.js';
import { fromServiceError } from './errors.js';
import type { MethodsOf, ReplyOf, RequestOf } from './methods.js';
import type { Replica } from './replica.js';
import { Replicas, type ReplicasOptions } from './replicas.js';
import { beginSpan, inSpan, type SpanOptions } from '../tracing/tracing.js';

export interface ServiceClientOptions extends ReplicasOptions {
  /** Issues the tokens to send, if the callee requires them. */
  readonly internal?: InternalTokens;
  /** The deadline of a call that names none, milliseconds. */
  readonly deadlineMs?: number;
}

interface CallOptions {
  readonly deadlineMs?: number;
  readonly metadata?: Record<string, string>;
}
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

/**
 * Calls one gRPC service by its definition, over its replicas in turn, each behind a circuit breaker. Every call has a deadline, never
 * later than our caller's. While a replica takes long it is asked whether it answers at all; if not, another replica is.
 */
export class ServiceClient<D> {
  readonly #options: ServiceClientOptions;
  readonly #replicas: Replicas;

  constructor(options: ServiceClientOptions) {
    this.#options = options;
    this.#replicas = new Replicas(options);
  }

  /** The reply. Throws the Problem that the callee threw, 503 when it cannot be reached, 504 after the deadline, BreakerOpen. */
  call<K extends MethodsOf<D>>(method: K, request: RequestOf<D, K>, options: CallOptions = {}): Promise<ReplyOf<D, K>> {
    return inSpan(`${this.#options.service}/${method}`, this.#spanOf(method), () =>
      this.#call(method, request, options),
    );
  }

  async #call<K extends MethodsOf<D>>(
    method: K,
    request: RequestOf<D, K>,
    { deadlineMs, metadata }: CallOptions,
  ): Promise<ReplyOf<D, K>> {
    const { metrics, service } = this.#options;
    const observe = metrics.grpcClient.startTimer({ method: `${service}.${method}` });
    const deadline = Date.now() + timeLeft(deadlineMs ?? this.#options.deadlineMs ?? 5_000);
    try {
      const reply = await this.#replicas.ask(deadline, (replica) => {
        const sent = this.#metadata(metadata);
        return replica.call((client) => this.#send(client, method, request, sent, deadline));
      });
      observe({ code: 'OK' });
      return reply as ReplyOf<D, K>;
    } catch (error) {
      const problem = toProblem(error);
      observe({ code: problem.code });
      throw problem;
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
    /** The stream with its first message: until that arrives, another replica can be asked instead. */
    const open = async (replica: Replica) => {
      signal?.throwIfAborted();
      // a stream may be silent for long, so that its silence says nothing later
      const client = await replica.reach();
      signal?.throwIfAborted();
      const begin = methodOf<OpenStream<ReplyOf<D, K>>>(client, method);
      messages = begin.call(client, request, this.#metadata({}, span?.context), { deadline });
      const rest = messages[Symbol.asyncIterator]() as AsyncIterator<ReplyOf<D, K>>;
      const first = await rest.next().catch((error: unknown) => {
        throw fromServiceError(error as ServiceError, this.#options.callee);
      });
      return { first, rest };
    };
    try {
      const { first, rest } = await this.#replicas.ask(deadline, open);
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
  ready(ms = 1_500): Promise<void> {
    return this.#replicas.ready(ms);
  }

  close(): void {
    this.#replicas.close();
  }

  #spanOf(method: string): SpanOptions {
    const { service, callee } = this.#options;
    const attributes = { 'rpc.system': 'grpc', 'rpc.service': service, 'rpc.method': method, 'server.address': callee };
    return { kind: 'client', attributes };
  }

  #metadata(extra: Record<string, string> = {}, context: Context | undefined = currentContext()): Metadata {
    const metadata = new Metadata();
    const { internal, callee } = this.#options;
    if (internal) metadata.set('authorization', `Bearer ${internal.issue(callee)}`);
    if (context) {
      metadata.set('x-request-id', context.requestId);
      metadata.set('traceparent', traceparentOf(context));
      for (const [name, header] of ID_HEADERS) if (context[name]) metadata.set(header, context[name]);
    }
    for (const [name, value] of Object.entries(extra)) metadata.set(name, value);
    return metadata;
  }

  #send(client: Client, method: string, request: unknown, metadata: Metadata, deadline: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      methodOf<Method>(client, method).call(client, request, metadata, { deadline }, (error, reply) =>
        error ? reject(fromServiceError(error, this.#options.callee)) : resolve(reply),
      );
    });
  }
}

/** The function that grpc-js generated for a method of the service. */
const methodOf = <M>(client: Client, method: string): M => (client as unknown as Record<string, M>)[method]!;
