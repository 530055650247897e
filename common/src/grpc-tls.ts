import { readFileSync } from 'node:fs';
import { ChannelCredentials, credentials, ServerCredentials } from '@grpc/grpc-js';
import type { GrpcTlsConfig } from './grpc-tls-config.js';

/** What those files hold. */
export interface GrpcTls {
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads the files, once, at start; undefined when none is set. That they can be read was checked with the environment. */
export function readGrpcTls(config: GrpcTlsConfig): GrpcTls | undefined {
  if (config.GRPC_TLS_CA_FILE === undefined) return undefined;
  const read = (name: keyof GrpcTlsConfig): Buffer => readFileSync(config[name]!);
  return { ca: read('GRPC_TLS_CA_FILE'), cert: read('GRPC_TLS_CERT_FILE'), key: read('GRPC_TLS_KEY_FILE') };
}

/** Of a server that takes only callers whose certificate our authority signed; plaintext without `tls`. */
export const serverCredentials = (tls: GrpcTls | undefined): ServerCredentials =>
  tls
    ? ServerCredentials.createSsl(tls.ca, [{ cert_chain: tls.cert, private_key: tls.key }], true)
    : ServerCredentials.createInsecure();

/** Of a client that shows our certificate and takes only a callee whose certificate is for the name that it called. */
export const clientCredentials = (tls: GrpcTls | undefined): ChannelCredentials =>
  tls ? credentials.createSsl(tls.ca, tls.key, tls.cert) : credentials.createInsecure();

/** As `clientCredentials`, for the own server: it is called by this machine's address, which need not be in the certificate. */
export const ownCredentials = (tls: GrpcTls | undefined): ChannelCredentials =>
  tls
    ? credentials.createSsl(tls.ca, tls.key, tls.cert, { checkServerIdentity: () => undefined })
    : credentials.createInsecure();
