import type { X509Certificate } from 'node:crypto';
import type { Logger } from '../logging/logger.js';
import { days, every } from '../time.js';
import { certificatesIn, validityOf } from './certificate-files.js';

/** Long enough before the end to renew by hand. */
const NOTICE = days(14);

/**
 * Warns, now and each day, of certificates that others refuse or soon will. `variable` named their file at start: a process uses what it
 * read then, whatever the file holds now. The returned function ends that.
 */
export function watchCertificates(logger: Logger, variable: string, pem: Buffer): () => Promise<void> {
  const certificates = certificatesIn(pem);
  const look = async () => certificates.forEach((certificate) => warnOf(logger, variable, certificate));
  void look();
  return every(days(1), look);
}

function warnOf(logger: Logger, variable: string, certificate: X509Certificate): void {
  const { from, to } = validityOf(certificate);
  const now = Date.now();
  const said = { subject: certificate.subject, from: from.toISOString(), to: to.toISOString() };
  if (now < from.getTime() || now > to.getTime()) logger.error(`A certificate in ${variable} is not valid now`, said);
  else if (to.getTime() - now < NOTICE)
    logger.warn(`A certificate in ${variable} ends within two weeks: renew it, then restart this process`, said);
}
