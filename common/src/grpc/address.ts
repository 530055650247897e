/** Options of every channel: our processes call each other directly, whatever `http_proxy` says where they run. */
export const DIRECT = { 'grpc.enable_http_proxy': 0 } as const;

/** `host:port` as gRPC takes it: an IPv6 address in brackets. */
export const grpcAddress = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Where a server of this machine is reached that listens on `host`, which may stand for every address. */
export function ownGrpcAddress(host: string, port: number): string {
  return grpcAddress(host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port);
}
