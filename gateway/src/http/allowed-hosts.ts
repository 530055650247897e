import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { Problem } from '@shop/common/errors';

/** The name or address in a Host, without its port. */
const nameIn = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1');

/**
 * A check that a request is for one of our hosts; throws 400 HOST_NOT_ALLOWED. The hosts are `hosts` if given; else, with a certificate,
 * its names, addresses and localhost; else every host.
 */
export function hostCheck(hosts: readonly string[], certificate?: Buffer): (host: string) => void {
  const named = new Set(hosts.map((host) => host.toLowerCase()));
  const shown = certificate && new X509Certificate(certificate);
  const isOurs = (name: string): boolean => {
    if (named.size > 0) return named.has(name);
    return !shown || isIP(name) !== 0 || name === 'localhost' || shown.checkHost(name) !== undefined;
  };
  return (host) => {
    if (!isOurs(nameIn(host)))
      throw new Problem(400, 'HOST_NOT_ALLOWED', {
        detail: 'This shop has another name than the one in Host; use its own address.',
      });
  };
}
