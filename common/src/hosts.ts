import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Looks up every address of a name. Rejects with `code` ENOTFOUND when it has none. */
export type Lookup = (name: string) => Promise<readonly string[]>;

const dns: Lookup = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/** True when a change in DNS can change the address of this host. An IPv6 address is written without brackets. */
export const isName = (host: string): boolean => isIP(host) === 0 && host !== 'localhost';

/** The addresses of hosts. */
export class Hosts {
  readonly #lookup: Lookup;
  readonly #known = new Map<string, readonly string[]>();

  constructor(look: Lookup = dns) {
    this.#lookup = look;
  }

  /**
   * Every address of a name, looked up now; the ones that were found last when no name server answers. A host that is no name, and a name
   * that was never found or exists no longer, is returned unchanged.
   */
  async addressesOf(host: string): Promise<readonly string[]> {
    if (!isName(host)) return [host];
    try {
      this.#known.set(host, [...new Set(await this.#lookup(host))]);
    } catch (error) {
      // the addresses of a name that is gone may soon be those of other processes
      if ((error as { code?: string }).code === 'ENOTFOUND') this.#known.delete(host);
    }
    return this.#known.get(host) ?? [host];
  }
}
