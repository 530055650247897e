import ipaddr from 'ipaddr.js';

/** Names that mean this machine or a private network wherever they are resolved. */
const PRIVATE_NAMES = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa)$/;
/** Ports below this belong to other protocols, except these. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS = ['', '80', '443'];

/**
 * True for a public address. False for loopback, private, link-local, carrier-grade NAT, documentation, multicast and reserved addresses,
 * and for IPv6 that embeds IPv4 (mapped, NAT64, 6to4, Teredo), which may lead to any of those.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // converts a mapped address to IPv4
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  // 2000::/3 is all that is allocated: an address outside it has no owner, or embeds IPv4 in an old notation
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3') as never);
}

/** The host of a URL without brackets and trailing dot. `URL` has converted decimal, octal and hexadecimal IPv4 to dotted form. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Whether the text is an IPv4 or IPv6 address. */
export const isAddress = (host: string): boolean => ipaddr.isValid(host);

/** The error of the host itself, before it is resolved; undefined when it is valid. */
function wrongHost(host: string): string | undefined {
  if (isAddress(host))
    return isPublicAddress(host) ? undefined : 'must not lead to a private, loopback or reserved address';
  if (!host.includes('.') || PRIVATE_NAMES.test(host))
    return 'must not be a name of this machine or of a private network';
  return undefined;
}

/** The error of a webhook's URL, without resolving it; undefined when it is valid. */
export function wrongUrl(
  text: string,
  { allowPrivate, requireHttps }: { allowPrivate: boolean; requireHttps: boolean },
): string | undefined {
  // `URL` would remove unprintable characters, and then a different address would be called
  if (!/^https?:\/\/[^\s\\]+$/i.test(text) || !URL.canParse(text)) return 'must be an address like https://host/path';
  const url = new URL(text);
  if (url.username || url.password) return 'must not hold a user name or password; the signature tells who sends';
  if (url.hash) return 'must not hold a fragment (#…)';
  if (!WEB_PORTS.includes(url.port) && Number(url.port) < FIRST_FREE_PORT)
    return 'must use port 80, 443, or 1024 and above';
  if (allowPrivate) return undefined;
  if (requireHttps && url.protocol !== 'https:') return 'must begin with https://, because events tell of customers';
  return wrongHost(hostOf(url));
}
