import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { Problem } from '@shop/common/errors';
import { CALLERS } from '@shop/topology/callers';
import { GrpcClient, type GrpcClientOptions } from '@shop/common/grpc/client';
import { createMetrics } from '@shop/common/metrics';

/** The part of a client that a test needs. */
export type Calls<D> = Pick<GrpcClient<D>, 'call' | 'stream' | 'close'>;

/**
 * A client that calls each method as the process that the table of callers names for it. After a failure it uses new connections: tests
 * make many calls fail, and test the service, not the breaker of its callers.
 */
export function rightCaller<D>(
  options: Omit<GrpcClientOptions, 'internal' | 'metrics'> & { readonly secret: string },
): Calls<D> {
  const clients = new Map<string, GrpcClient<D>>();
  const made: GrpcClient<D>[] = [];
  const clientFor = (method: string): GrpcClient<D> => {
    const process = (CALLERS[options.service] as Record<string, readonly string[]>)[method]![0]!;
    let client = clients.get(process);
    if (!client) {
      const internal = new InternalTokens(process, options.secret);
      client = new GrpcClient<D>({ ...options, internal, metrics: createMetrics(process) });
      clients.set(process, client);
      made.push(client);
    }
    return client;
  };
  return {
    call: async (method, ...rest) => {
      try {
        return await clientFor(method).call(method, ...rest);
      } catch (error) {
        if (error instanceof Problem && error.status >= 500) clients.clear();
        throw error;
      }
    },
    stream: (method, ...rest) => clientFor(method).stream(method, ...rest),
    close: () => made.forEach((client) => client.close()),
  };
}
