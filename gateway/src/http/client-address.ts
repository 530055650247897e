import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, SocketAddress } from 'node:net';

/** An address in canonical form, without a zone and without the IPv4-in-IPv6 wrapping; other texts unchanged. */
function plain(address: string): string {
  const [unzoned = ''] = address.split('%');
  if (isIP(unzoned) !== 6) return unzoned;
  const { address: canonical } = new SocketAddress({ address: unzoned, family: 'ipv6' });
  return canonical.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
}

/** With a port: IPv4, or IPv6 in brackets, also without a port and in quotes. */
const WITH_PORT = /^"?(?:([\d.]+):\d{1,5}|\[([^\]]+)\](?::\d{1,5})?)"?$/;

/** The address in an entry of a proxy; undefined when it is invalid. */
function addressIn(hop: string): string | undefined {
  const [, v4, v6] = WITH_PORT.exec(hop) ?? [];
  const address = plain(v4 ?? v6 ?? hop);
  return isIP(address) === 0 ? undefined : address;
}

/** Determines the real client address of a request: X-Forwarded-For is trusted only as far as trusted proxies wrote it. */
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

  /** True when the client used HTTPS, to us or to a trusted proxy that says so. */
  isSecure(request: IncomingMessage): boolean {
    if ('encrypted' in request.socket) return true;
    const [proto = ''] = String(request.headers['x-forwarded-proto'] ?? '').split(',');
    return proto.trim().toLowerCase() === 'https' && this.behindProxy(request);
  }

  /** The client's address. */
  of(request: IncomingMessage): string {
    let address = plain(request.socket.remoteAddress ?? '');
    const forwarded = request.headers['x-forwarded-for'];
    if (!this.#any || !forwarded) return address;
    const hops = String(forwarded)
      .split(',')
      .map((hop) => hop.trim())
      .filter((hop) => hop !== '')
      .reverse();
    for (const hop of hops) {
      if (!this.#isTrusted(address)) break;
      const candidate = addressIn(hop);
      if (candidate === undefined) break;
      address = candidate;
    }
    return address;
  }

  #isTrusted(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#trusted.check(address, version === 6 ? 'ipv6' : 'ipv4');
  }
}
