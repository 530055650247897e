import { X509Certificate } from 'node:crypto';
import type { Logger } from '../logging/logger.js';
import { days, every } from '../time.js';
import { validityOf } from './certificate-files.js';

/** Long enough before the end to renew by hand. */
const NOTICE = days(14);

/**
 * Warns, now and each day, of a certificate that others refuse or soon will. `variable` named its file at start: a process uses what it
 * read then, whatever the file holds now. The returned function ends that.
 */
export function watchCertificate(logger: Logger, variable: string, certificate: Buffer): () => Promise<void> {
  const { from, to } = validityOf(new X509Certificate(certificate));
  const said = { from: from.toISOString(), to: to.toISOString() };
  const look = async () => {
    const now = Date.now();
    if (now < from.getTime() || now > to.getTime())
      logger.error(`The certificate in ${variable} is not valid now`, said);
    else if (to.getTime() - now < NOTICE)
      logger.warn(`The certificate in ${variable} ends within two weeks: renew it, then restart this process`, said);
  };
  void look();
  return every(days(1), look);
}
