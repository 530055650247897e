import type { ServiceName } from '@shop/protos/load';
import { GrpcClient, type GrpcClientOptions } from '../grpc/client.js';
import type { Closing } from './closing.js';

/** A client of a gRPC service of the process `callee`. It connects lazily. */
export type OpenClient = <D>(service: ServiceName, callee: string, addresses: readonly string[]) => GrpcClient<D>;

/** Opens clients that show these tokens and are closed by `closing`. */
export function openClients(
  options: Pick<GrpcClientOptions, 'internal' | 'metrics' | 'tls'>,
  closing: Closing,
): OpenClient {
  return <D>(service: ServiceName, callee: string, addresses: readonly string[]) => {
    const client = new GrpcClient<D>({ ...options, service, callee, addresses });
    closing.add(() => client.close());
    return client;
  };
}
