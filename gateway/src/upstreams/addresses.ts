import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** The address of one replica. */
export interface Address {
  readonly origin: string;
  /** The host name that was resolved to it, for TLS. */
  readonly servername?: string;
}

/** Addresses of a name. */
export type Lookup = (name: string) => Promise<string[]>;

const dns: Lookup = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** True when a change in DNS can change the address of this URL. */
export const isName = (url: string): boolean => {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 && host !== 'localhost';
};

/** The replicas of a URL: itself, or one for each address of its host name. An unknown name is returned unchanged. */
export async function addressesOf(url: string, look: Lookup = dns): Promise<Address[]> {
  const { protocol, hostname, port, origin } = new URL(url);
  if (!isName(url)) return [{ origin }];
  const found = await look(hostname).catch(() => []);
  if (found.length === 0) return [{ origin }];
  return [...new Set(found)].map((address) => ({
    origin: `${protocol}//${isIP(address) === 6 ? `[${address}]` : address}${port ? `:${port}` : ''}`,
    servername: hostname,
  }));
}
