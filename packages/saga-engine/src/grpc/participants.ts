import type { ServiceDefinition } from '@grpc/grpc-js';
import { ServiceClient } from '@shop/common/grpc/service-client';
import type { GrpcTls } from '@shop/common/grpc/tls';
import { createMetrics, type Metrics } from '@shop/common/metrics';
import type { Participants } from '../core/ports.js';
import { outcomeOf } from './answer.js';

/** One participant that is called over gRPC. */
export interface GrpcParticipant {
  /** Its service, as loaded by `@grpc/proto-loader`. */
  readonly service: ServiceDefinition;
  /** Its addresses, `host:port`, one for each replica. They are called in turn. */
  readonly addresses: readonly string[];
  /** Sent with every command, such as a token. */
  readonly metadata?: () => Readonly<Record<string, string>>;
  /** Mutual TLS; plaintext without. */
  readonly tls?: GrpcTls;
}

/** Calls of one participant that is already connected. Throws a Problem, as ServiceClient does. */
export interface GrpcCalls {
  call(
    method: never,
    request: never,
    options: { deadlineMs: number; metadata: Record<string, string> },
  ): Promise<unknown>;
}

/**
 * Participants that implement each command as a gRPC method of that name (`hold` as `Hold`). Each call carries its key as the metadata
 * `idempotency-key`, the same for every attempt, and has a deadline. A reply means done. A status that only the participant's own code
 * returns (FAILED_PRECONDITION, NOT_FOUND …) is a refusal, with its code in the metadata `problem-code`; everything else is in doubt, also
 * UNAVAILABLE, UNIMPLEMENTED, UNAUTHENTICATED and PERMISSION_DENIED without a code.
 */
export function grpcParticipants(known: Readonly<Record<string, GrpcCalls>>): Participants {
  const clients = new Map(Object.entries(known));
  return {
    async dispatch({ participant, method, request }, { key, deadlineMs, sagaId }) {
      const client = clients.get(participant);
      if (!client) throw new Error(`there is no participant ${participant}`);
      const name = method.charAt(0).toUpperCase() + method.slice(1);
      const metadata = { 'idempotency-key': key, 'x-saga-id': sagaId };
      try {
        const reply = await client.call(name as never, request as never, { deadlineMs, metadata });
        return { type: 'done', reply };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/** Connects, lazily, to participants over gRPC, each of whose replicas has a circuit breaker; see grpcParticipants. `close` when done. */
export function openGrpcParticipants(
  known: Readonly<Record<string, GrpcParticipant>>,
  metrics: Metrics = createMetrics('participants'),
): Participants & { close(): void } {
  const opened = Object.entries(known).map(([name, { service, metadata, ...options }]) => {
    const client = new ServiceClient<object>({ ...options, service: name, definition: service, callee: name, metrics });
    const calls: GrpcCalls = {
      call: (method, request, { metadata: own, ...call }) => {
        if (!(method in service)) throw new Error(`the service of ${name} has no method ${String(method)}`);
        return client.call(method, request, { ...call, metadata: { ...metadata?.(), ...own } });
      },
    };
    return { name, client, calls };
  });
  return {
    ...grpcParticipants(Object.fromEntries(opened.map(({ name, calls }) => [name, calls]))),
    close: () => opened.forEach(({ client }) => client.close()),
  };
}
