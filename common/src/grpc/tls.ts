import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { credentials, ServerCredentials, type ChannelCredentials, type ClientOptions } from '@grpc/grpc-js';
import type { Logger } from '../logging/logger.js';
import { hostAndPort, type Endpoint } from './address.js';
import type { GrpcTlsConfig } from './tls-config.js';
import { TlsFailures } from './tls-failures.js';

/** The contents of those files. */
export interface GrpcTls {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
  /** Reports callees whose certificates are refused; absent where nobody reads a log. */
  readonly failures?: TlsFailures;
}

/**
 * Reads the files once, at start; undefined when none is set. The check of the environment has already found them readable. `logger` gets
 * one warning for each callee with which TLS fails.
 */
export function readGrpcTls(config: GrpcTlsConfig, logger?: Logger): GrpcTls | undefined {
  if (config.GRPC_TLS_CA_FILE === undefined) return undefined;
  const read = (name: keyof GrpcTlsConfig): Buffer => readFileSync(config[name]!);
  return {
    ca: read('GRPC_TLS_CA_FILE'),
    cert: read('GRPC_TLS_CERT_FILE'),
    key: read('GRPC_TLS_KEY_FILE'),
    ...(logger ? { failures: new TlsFailures(logger) } : {}),
  };
}

/** The credentials of a server that accepts only callers whose certificate our authority signed; plaintext without `tls`. */
export const serverCredentials = (tls: GrpcTls | undefined): ServerCredentials =>
  tls
    ? ServerCredentials.createSsl(tls.ca, [{ cert_chain: tls.cert, private_key: tls.key }], true)
    : ServerCredentials.createInsecure();

/** How a client connects to a server. */
export interface ClientChannel {
  readonly credentials: ChannelCredentials;
  readonly options: ClientOptions;
  /** The same for a connection without gRPC; undefined in plaintext. */
  readonly secure?: ConnectionOptions;
}

/** The channel of a client that presents our certificate and accepts only a callee whose certificate is for the host of `endpoint`. */
export const clientChannel = (tls: GrpcTls | undefined, endpoint: Endpoint): ClientChannel =>
  channel(tls, endpoint, checkServerIdentity);

/** As `clientChannel`, for this process's own server: it is called at this machine's address, which need not be in the certificate. */
export const ownChannel = (tls: GrpcTls | undefined, address: string): ClientChannel =>
  channel(tls, { address, host: hostAndPort(address).host }, () => undefined);

/** Used instead of an IP address: TLS sends only names (RFC 6066), and Node 26 and later refuse an address. */
const NO_NAME = 'address.invalid';

function channel(
  tls: GrpcTls | undefined,
  { address, host }: Endpoint,
  check: typeof checkServerIdentity,
): ClientChannel {
  if (!tls) return { credentials: credentials.createInsecure(), options: {} };
  const { ca, key, cert, failures } = tls;
  const servername = isIP(host) === 0 ? host : NO_NAME;
  const verify = { checkServerIdentity: (_: string, certificate: PeerCertificate) => check(host, certificate) };
  return {
    credentials: credentials.createSsl(ca, key, cert, verify),
    options: {
      'grpc.ssl_target_name_override': servername,
      ...(failures ? { interceptors: [failures.watch({ address, host })] } : {}),
    },
    secure: { ca, key, cert, servername, ALPNProtocols: ['h2'], ...verify },
  };
}
