import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { seconds, steadyNow } from './time.js';

/** Looks up every address of a name. Rejects with `code` ENOTFOUND when it has none. */
export type Lookup = (name: string) => Promise<readonly string[]>;

const dns: Lookup = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** True when a change in DNS can change the address of this host. An IPv6 address is written without brackets. */
export const isName = (host: string): boolean => isIP(host) === 0 && host !== 'localhost';

/** How long the addresses of a name are kept that exists no longer: it has none for a moment while no process of it is ready. */
const FORGET_MS = seconds(30);

/** The addresses of hosts. */
export class Hosts {
  readonly #lookup: Lookup;
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly addresses: readonly string[]; readonly foundAt: number }>();

  constructor(look: Lookup = dns, now = steadyNow) {
    this.#lookup = look;
    this.#now = now;
  }

  /**
   * Every address of a name, looked up now; the ones that were found last when no name server answers, and for half a minute when the name
   * exists no longer. A host that is no name, and a name without any, is returned unchanged.
   */
  async addressesOf(host: string): Promise<readonly string[]> {
    if (!isName(host)) return [host];
    try {
      const addresses = [...new Set(await this.#lookup(host))];
      if (addresses.length > 0) this.#known.set(host, { addresses, foundAt: this.#now() });
    } catch (error) {
      // the addresses of a name that is gone may soon be those of other processes
      const isGone = (error as { code?: string }).code === 'ENOTFOUND';
      if (isGone && this.#now() - (this.#known.get(host)?.foundAt ?? 0) > FORGET_MS) this.#known.delete(host);
    }
    return this.#known.get(host)?.addresses ?? [host];
  }
}
