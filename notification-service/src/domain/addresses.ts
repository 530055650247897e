import ipaddr from 'ipaddr.js';

/** Names that stand for this machine or a private network wherever they are resolved. */
const PRIVATE_NAMES = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|lan|home\.arpa)$/;
/** Ports below this belong to other protocols, but for these. */
const FIRST_FREE_PORT = 1024;
const WEB_PORTS = ['', '80', '443'];

/**
 * True for an address that can be reached from everywhere. False for loopback, private, link-local, carrier-grade NAT,
 * documentation, multicast and reserved ones, and for IPv6 that stands for IPv4 (mapped, NAT64, 6to4, Teredo), which may lead
 * to any of those.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  // a mapped address is the one of IPv4
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  // all that is given out: what is outside of it has no owner, or is IPv4 in an old notation
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3') as never);
}

/** The host of a URL without brackets and trailing dot. `URL` has turned decimal, octal and hexadecimal forms into dotted ones. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Whether the text is an IPv4 or IPv6 address. */
export const isAddress = (host: string): boolean => ipaddr.isValid(host);

/** What is wrong with the host by itself, before it is resolved; undefined when nothing is. */
function wrongHost(host: string): string | undefined {
  if (isAddress(host))
    return isPublicAddress(host) ? undefined : 'must not lead to a private, loopback or reserved address';
  if (!host.includes('.') || PRIVATE_NAMES.test(host))
    return 'must not be a name of this machine or of a private network';
  return undefined;
}

/** What is wrong with the URL of a webhook, whoever resolves it; undefined when nothing is. */
export function wrongUrl(
  text: string,
  { allowPrivate, requireHttps }: { allowPrivate: boolean; requireHttps: boolean },
): string | undefined {
  // URL would take away what is not printable, and call something else
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
