import { isIP } from 'node:net';
import { isName as isHostName, type Hosts } from '@shop/common/hosts';

/** The address of one replica. */
export interface Address {
  readonly origin: string;
  /** The host name that was resolved to it, for TLS. */
  readonly servername?: string;
}

const hostOf = (url: string): string => new URL(url).hostname.replace(/^\[|\]$/g, '');

/** True when a change in DNS can change the address of this URL. */
export const isName = (url: string): boolean => isHostName(hostOf(url));

/** The replicas of a URL: itself, or one for each address of its host name. */
export async function addressesOf(url: string, hosts: Hosts): Promise<Address[]> {
  const { protocol, port, origin } = new URL(url);
  const host = hostOf(url);
  return (await hosts.addressesOf(host)).map((address) =>
    address === host
      ? { origin }
      : {
          origin: `${protocol}//${isIP(address) === 6 ? `[${address}]` : address}${port ? `:${port}` : ''}`,
          servername: host,
        },
  );
}
