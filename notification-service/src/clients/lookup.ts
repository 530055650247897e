import { lookup, type LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { seconds } from '@shop/common/time';
import { isPublicAddress } from '../domain/addresses.js';

/** The host leads to an address that webhooks may not go to. */
export class PrivateAddress extends Error {
  readonly code = 'PRIVATE_ADDRESS';
  constructor() {
    super('The host leads to a private, loopback or reserved address, and webhooks may not go there.');
  }
}

/** Finds all addresses of a host. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

/** As every process of this machine resolves, /etc/hosts included, and two names at once: one whose server is silent delays others. */
const byMachine: Resolve = (host) =>
  new Promise((resolve, reject) =>
    lookup(host, { all: true, order: 'verbatim' }, (error, found) => (error ? reject(error) : resolve(found))),
  );

const NOWHERE = new Set(['ENOTFOUND', 'ENODATA']);

/** Asks DNS, for any number of names at once and no longer than some seconds for each. `servers` are for tests. */
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

/** The addresses of a host. Throws PrivateAddress if a single one is private: the next answer might hold only that. */
export async function publicAddresses(host: string, resolve: Resolve = byDns()): Promise<LookupAddress[]> {
  const found = await resolve(host);
  if (found.length === 0 || !found.every(({ address }) => isPublicAddress(address))) throw new PrivateAddress();
  return found;
}

/**
 * Resolves for a connection, which then goes to one of the addresses that were checked: nothing is resolved a second time.
 * Without `check` any address will do.
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
