import { lookup, type LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { seconds } from '@shop/common/time';
import { isPublicAddress } from '../domain/addresses.js';

/** The host resolves to an address that webhooks may not be sent to. */
export class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS';
  constructor() {
    super('The host leads to a private, loopback or reserved address, and webhooks may not go there.');
  }
}

/** Finds all addresses of a host. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

/**
 * Resolves like every process of this machine, /etc/hosts included, but only two names at once: a name whose DNS server is silent delays
 * others.
 */
const byMachine: Resolve = (host) =>
  new Promise((resolve, reject) =>
    lookup(host, { all: true, order: 'verbatim' }, (error, found) => (error ? reject(error) : resolve(found))),
  );

const NOWHERE = new Set(['ENOTFOUND', 'ENODATA']);

/** Queries DNS, for any number of names at once, with a time limit of some seconds for each. `servers` are for tests. */
export const byDns =
  (servers?: readonly string[]): Resolve =>
  async (host) => {
    const resolver = new Resolver({ timeout: seconds(1), tries: 2 });
    if (servers) resolver.setServers(servers);
    const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = [
      ...(four.status === 'fulfilled' ? four.value.map((address) => ({ address, family: 4 })) : []),
      ...(six.status === 'fulfilled' ? six.value.map((address) => ({ address, family: 6 })) : []),
    ];
    if (found.length > 0) return found;
    const unknown = [four, six].every((each) => each.status === 'rejected' && NOWHERE.has(each.reason.code));
    throw Object.assign(new Error(`${host} was not resolved`), { code: unknown ? 'ENOTFOUND' : 'EAI_AGAIN' });
  };

/** The addresses of a host. Throws PrivateAddress if any of them is private: the next resolution might return only that one. */
export async function publicAddresses(host: string, resolve: Resolve = byDns()): Promise<LookupAddress[]> {
  const found = await resolve(host);
  if (found.length === 0 || !found.every(({ address }) => isPublicAddress(address))) throw new PrivateAddress();
  return found;
}

/**
 * Resolves for a connection, which then uses one of the checked addresses: the name is not resolved a second time. Without `check` any
 * address is allowed.
 */
export const checkedLookup =
  (check: boolean, resolve: Resolve = check ? byDns() : byMachine): LookupFunction =>
  (host, { all }, done) => {
    const found = check ? publicAddresses(host, resolve) : resolve(host);
    found.then(
      (addresses) => {
        if (all) done(null, addresses);
        else done(null, addresses[0]!.address, addresses[0]!.family);
      },
      (error: NodeJS.ErrnoException) => done(error, ''),
    );
  };
