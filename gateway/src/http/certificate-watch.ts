import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { validityOf } from '@shop/common/config/certificate-files';
import type { Logger } from '@shop/common/logging/logger';
import { days } from '@shop/common/time';

/** Long enough before the end to renew by hand. */
const NOTICE = days(14);

/**
 * Warns of a certificate that browsers refuse, or soon will. It does not prevent a start: a gateway that is started again would
 * otherwise take the whole shop away for what its clients may still accept.
 */
export function warnOfValidity(logger: Logger, certFile: string): void {
  const { from, to } = validityOf(new X509Certificate(readFileSync(certFile)));
  const now = Date.now();
  const said = { certFile, from: from.toISOString(), to: to.toISOString() };
  if (now < from.getTime() || now > to.getTime())
    logger.error('The certificate in TLS_CERT_FILE is not valid now', said);
  else if (to.getTime() - now < NOTICE) logger.warn('The certificate in TLS_CERT_FILE ends within two weeks', said);
}
