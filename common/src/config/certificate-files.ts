import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import Joi from 'joi';

/** The path of a PEM file that this process can read. */
export const pemFile = () =>
  Joi.string().custom((path: string, helpers) => {
    try {
      return readFileSync(path, 'utf8').includes('-----BEGIN ')
        ? path
        : helpers.message({ custom: `{#label} is not a PEM file: ${path}` });
    } catch (error) {
      return helpers.message({ custom: `{#label} cannot be read: ${(error as Error).message}` });
    }
  });

/** As `pemFile`, of a certificate whose key is in the file that the variable `keyName` names. */
export const certificateFile = (keyName: string) =>
  pemFile().custom((path: string, helpers) => {
    const key = besideIt(helpers, keyName);
    if (key === undefined) return path; // which is a problem of the other variable
    try {
      createSecureContext({ cert: readFileSync(path), key });
      return path;
    } catch (error) {
      return helpers.message({ custom: `{#label} and ${keyName} do not fit together: ${(error as Error).message}` });
    }
  });

/**
 * As `certificateFile`, of a certificate that other processes accept: it is valid now, and an authority in the file that the variable
 * `caName` names signed it, or one of the certificates that follow it in its file. Names and purposes are not checked.
 */
export const acceptedCertificateFile = (keyName: string, caName: string) =>
  certificateFile(keyName).custom((path: string, helpers) => {
    const [own, ...between] = certificatesIn(readable(path));
    const authorities = certificatesIn(besideIt(helpers, caName));
    // of files that cannot be read the other checks say what is wrong
    if (!own || authorities.length === 0) return path;
    const { from, to } = validityOf(own);
    if (Date.now() < from.getTime() || Date.now() > to.getTime())
      return helpers.message({
        custom: `{#label} is valid from ${from.toISOString()} to ${to.toISOString()} only: ${path}`,
      });
    return isSigned(own, between, authorities)
      ? path
      : helpers.message({ custom: `{#label} is signed by no authority of ${caName}: ${path}` });
  });

/** When a certificate begins and ends to be valid. */
export const validityOf = ({ validFrom, validTo }: X509Certificate): { from: Date; to: Date } => ({
  from: new Date(validFrom),
  to: new Date(validTo),
});

/** Whether a chain of signatures leads from the certificate to an authority, by way of those in between. */
function isSigned(
  certificate: X509Certificate,
  between: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
): boolean {
  const signed = (by: X509Certificate) => certificate.checkIssued(by) && certificate.verify(by.publicKey);
  if (authorities.some(signed)) return true;
  const next = between.find(signed);
  return (
    next !== undefined &&
    isSigned(
      next,
      between.filter((each) => each !== next),
      authorities,
    )
  );
}

/** The certificates of a PEM file; none when one of them cannot be read. */
export function certificatesIn(pem: Buffer | undefined): X509Certificate[] {
  const found = pem?.toString().match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    return found.map((each) => new X509Certificate(each));
  } catch {
    return [];
  }
}

/** The contents of the file that another variable names. */
function besideIt(helpers: Joi.CustomHelpers, name: string): Buffer | undefined {
  const path = (helpers.state.ancestors as Record<string, string | undefined>[])[0]?.[name];
  return path === undefined ? undefined : readable(path);
}

function readable(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
