import type { Definitions } from '@shop/protos/generated/services';
import type { ServiceName } from '@shop/protos/load';
import { GrpcClient, type GrpcClientOptions } from '../grpc/client.js';
import type { Closing } from './closing.js';

/** A client of a gRPC service of the process `callee`. It connects lazily. */
export type OpenClient = <S extends ServiceName>(
  service: S,
  callee: string,
  addresses: readonly string[],
) => GrpcClient<Definitions[S]>;

/** Opens clients that send these tokens and are closed by `closing`. */
export function openClients(
  options: Pick<GrpcClientOptions, 'internal' | 'metrics' | 'tls'>,
  closing: Closing,
): OpenClient {
  return <S extends ServiceName>(service: S, callee: string, addresses: readonly string[]) => {
    const client = new GrpcClient<Definitions[S]>({ ...options, service, callee, addresses });
    closing.add(() => client.close());
    return client;
  };
}
