import { InternalTokens } from '@shop/common/auth';
import { CALLERS } from '@shop/common/grpc-callers';
import { GrpcClient, type GrpcClientOptions } from '@shop/common/grpc-client';
import { createMetrics } from '@shop/common/metrics';

/** What a test needs of a client. */
export type Calls<D> = Pick<GrpcClient<D>, 'call' | 'stream' | 'close'>;

/** A client that calls each method as the process that the table of callers names for it. */
export function rightCaller<D>(
  options: Omit<GrpcClientOptions, 'internal' | 'metrics'> & { readonly secret: string },
): Calls<D> {
  const clients = new Map<string, GrpcClient<D>>();
  const clientFor = (method: string): GrpcClient<D> => {
    const process = (CALLERS[options.service] as Record<string, readonly string[]>)[method]![0]!;
    const made =
      clients.get(process) ??
      new GrpcClient<D>({
        ...options,
        internal: new InternalTokens(process, options.secret),
        metrics: createMetrics(process),
      });
    clients.set(process, made);
    return made;
  };
  return {
    call: (method, ...rest) => clientFor(method).call(method, ...rest),
    stream: (method, ...rest) => clientFor(method).stream(method, ...rest),
    close: () => clients.forEach((client) => client.close()),
  };
}
