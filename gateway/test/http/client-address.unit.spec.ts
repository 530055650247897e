import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { ClientAddresses } from '../../src/http/client-address.js';

const request = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded ? { 'x-forwarded-for': forwarded } : {} }) as IncomingMessage;

describe('the address of a client', () => {
  const addresses = new ClientAddresses(['10.0.0.0/8', '::1']);
  const cases: [string, IncomingMessage, string][] = [
    ['is the peer', request('192.0.2.1'), '192.0.2.1'],
    ['is not what a stranger says', request('192.0.2.1', '198.51.100.7'), '192.0.2.1'],
    ['is what a trusted proxy says', request('10.1.2.3', '198.51.100.7'), '198.51.100.7'],
    ['is the last that no trusted proxy wrote', request('10.1.2.3', '6.6.6.6, 198.51.100.7, 10.9.9.9'), '198.51.100.7'],
    ['is the proxy when that says nonsense', request('10.1.2.3', 'unknown'), '10.1.2.3'],
    ['is unwrapped from IPv6', request('::ffff:10.1.2.3', '::ffff:198.51.100.7'), '198.51.100.7'],
    ['may be of IPv6', request('::1', '2001:db8::1'), '2001:db8::1'],
  ];
  for (const [what, sent, expected] of cases) it(what, () => expect(addresses.of(sent)).to.equal(expected));

  it('is the peer when no proxy is trusted', () => {
    expect(new ClientAddresses([]).of(request('127.0.0.1', '198.51.100.7'))).to.equal('127.0.0.1');
  });
});
