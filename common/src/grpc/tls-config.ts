import Joi from 'joi';
import { acceptedCertificateFile, pemFile } from '../config/certificate-files.js';

/** The PEM files that a process needs for mutual TLS on gRPC; all of them or none. */
export interface GrpcTlsConfig {
  /** Certificates of the authority that signed those of all our processes. */
  GRPC_TLS_CA_FILE?: string;
  /** This process's certificate, for its names as a server and as a client. */
  GRPC_TLS_CERT_FILE?: string;
  GRPC_TLS_KEY_FILE?: string;
}

const withCa = (file: Joi.StringSchema) =>
  file.when('GRPC_TLS_CA_FILE', {
    is: Joi.exist(),
    then: Joi.required(),
    otherwise: Joi.forbidden().messages({ 'any.unknown': '{#label} needs GRPC_TLS_CA_FILE beside it' }),
  });

/** The variables of GrpcTlsConfig. */
export const grpcTlsShape = (): Joi.StrictSchemaMap<GrpcTlsConfig> => ({
  GRPC_TLS_CA_FILE: pemFile(),
  GRPC_TLS_CERT_FILE: withCa(acceptedCertificateFile('GRPC_TLS_KEY_FILE', 'GRPC_TLS_CA_FILE')),
  GRPC_TLS_KEY_FILE: withCa(pemFile()),
});
