import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** PEM files for mutual TLS: the authority's certificate, and one of its own with its key. */
export interface CertificateFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/**
 * A test's own certificate authority, which stores its files in `folder`. The certificates that it signs are valid from now for two days, or
 * for `days`: a negative number makes one that has expired.
 */
export function authority(
  folder: string,
  name: string,
): (process: string, altName: string, days?: number) => CertificateFiles {
  const at = (file: string) => join(folder, `${name}-${file}`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const [ca, caKey] = [at('ca.pem'), at('ca.key')];
  openssl('req', '-x509', ...newKey, '-keyout', caKey, '-out', ca, '-days', '2', '-subj', `/CN=${name}`);
  return (process, altName, days = 2) => {
    const [cert, key, request] = [at(`${process}.pem`), at(`${process}.key`), at(`${process}.csr`)];
    openssl('req', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${process}`);
    writeFileSync(at('names'), `subjectAltName=${altName}\nextendedKeyUsage=serverAuth,clientAuth\n`);
    const signing = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', String(days), '-extfile', at('names')];
    openssl('x509', '-req', '-in', request, ...signing, '-out', cert);
    return { ca, cert, key };
  };
}

/** The environment variables that give a process these files. */
export const tlsVariables = ({ ca, cert, key }: CertificateFiles) => ({
  GRPC_TLS_CA_FILE: ca,
  GRPC_TLS_CERT_FILE: cert,
  GRPC_TLS_KEY_FILE: key,
});
