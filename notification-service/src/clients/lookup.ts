import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
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

/** As every process of this machine resolves: /etc/hosts included. */
const resolveHost: Resolve = (host) =>
  new Promise((resolve, reject) =>
    lookup(host, { all: true, order: 'verbatim' }, (error, found) => (error ? reject(error) : resolve(found))),
  );

/** The addresses of a host. Throws PrivateAddress if a single one is private: the next answer might hold only that. */
export async function publicAddresses(host: string, resolve: Resolve = resolveHost): Promise<LookupAddress[]> {
  const found = await resolve(host);
  if (found.length === 0 || !found.every(({ address }) => isPublicAddress(address))) throw new PrivateAddress();
  return found;
}

/**
 * Resolves for a connection, which then goes to one of the addresses that were checked: nothing is resolved a second time.
 * Without `check` any address will do.
 */
export const checkedLookup =
  (check: boolean, resolve: Resolve = resolveHost): LookupFunction =>
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
