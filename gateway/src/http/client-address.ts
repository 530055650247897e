import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** An address without the IPv4-in-IPv6 wrapping. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

/** Knows which address a request really came from: X-Forwarded-For is believed only as far as trusted proxies wrote it. */
export class ClientAddresses {
  readonly #trusted = new BlockList();
  readonly #any: boolean;

  /** Addresses or CIDR blocks of the proxies in front of us. */
  constructor(trustedProxies: readonly string[]) {
    this.#any = trustedProxies.length > 0;
    for (const block of trustedProxies) {
      const [address = '', bits] = block.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      if (bits === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(bits), family);
    }
  }

  /** True when the peer of this connection is a trusted proxy. */
  behindProxy(request: IncomingMessage): boolean {
    return this.#any && this.#isTrusted(plain(request.socket.remoteAddress ?? ''));
  }

  /** The client's address. */
  of(request: IncomingMessage): string {
    let address = plain(request.socket.remoteAddress ?? '');
    const forwarded = request.headers['x-forwarded-for'];
    if (!this.#any || !forwarded) return address;
    const hops = String(forwarded).split(',').reverse();
    for (const hop of hops) {
      if (!this.#isTrusted(address)) break;
      const candidate = plain(hop.trim());
      if (isIP(candidate) === 0) break;
      address = candidate;
    }
    return address;
  }

  #isTrusted(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }
}
