/** Options of every channel: our processes call each other directly, regardless of `http_proxy` in their environment. */
export const DIRECT = { 'grpc.enable_http_proxy': 0 } as const;

/** Without gRPC's own statistics of each call (channelz): nobody can read them here, and metrics count calls. */
export const UNCOUNTED = { 'grpc.enable_channelz': 0 } as const;

/** A channel that opens a connection even if another channel has one, or is opening one, to the same address. */
export const OWN_CONNECTION = { 'grpc.use_local_subchannel_pool': 1 } as const;

/** One process that serves gRPC. */
export interface Endpoint {
  /** Where it is reached, `host:port`. */
  readonly address: string;
  /** The host that its certificate must name: the name that was resolved to that address. */
  readonly host: string;
}

/** `host:port` as gRPC expects it: an IPv6 address in brackets. */
export const grpcAddress = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The address at which to reach a server of this machine that listens on `host`, which may stand for every address. */
export function ownGrpcAddress(host: string, port: number): string {
  return grpcAddress(host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host, port);
}

/** The two parts of an address; an IPv6 address without its brackets. */
export function hostAndPort(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}
