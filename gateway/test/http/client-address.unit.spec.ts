import type { IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { ClientAddresses } from '../../dist/http/client-address.js';

const request = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded ? { 'x-forwarded-for': forwarded } : {} }) as IncomingMessage;

describe('the address of a client', () => {
  const addresses = new ClientAddresses(['10.0.0.0/8', '::1']);
  const cases: [string, IncomingMessage, string][] = [
    ['is the peer', request('192.0.2.1'), '192.0.2.1'],
    ['is not what an unknown sender says', request('192.0.2.1', '198.51.100.7'), '192.0.2.1'],
    ['is what a trusted proxy says', request('10.1.2.3', '198.51.100.7'), '198.51.100.7'],
    ['is the last that no trusted proxy wrote', request('10.1.2.3', '6.6.6.6, 198.51.100.7, 10.9.9.9'), '198.51.100.7'],
    ['is the proxy when that says nonsense', request('10.1.2.3', 'unknown'), '10.1.2.3'],
    ['is unwrapped from IPv6', request('::ffff:10.1.2.3', '::ffff:198.51.100.7'), '198.51.100.7'],
    ['may be of IPv6', request('::1', '2001:db8::1'), '2001:db8::1'],
    ['may have a port', request('10.1.2.3', '203.0.113.11:49152'), '203.0.113.11'],
    ['may have a port behind brackets', request('10.1.2.3', '[2001:db8::1]:443'), '2001:db8::1'],
    ['may be in brackets', request('10.1.2.3', '[2001:db8::1]'), '2001:db8::1'],
    ['may be in quotes', request('10.1.2.3', '"[2001:db8::1]:443"'), '2001:db8::1'],
    ['has one form', request('10.1.2.3', '2001:0DB8:0:0::1'), '2001:db8::1'],
    ['is unwrapped in any form', request('10.1.2.3', '[::FFFF:cb00:710b]:80'), '203.0.113.11'],
    ['has no zone', request('10.1.2.3', 'fe80::1%eth0'), 'fe80::1'],
    ['may be among blanks and empty items', request('10.1.2.3', ' , 203.0.113.11:1 ,, 10.0.0.1:80 , '), '203.0.113.11'],
    ['is not behind a hop with a port that we do not trust', request('10.1.2.3', '6.6.6.6, 9.9.9.9:1'), '9.9.9.9'],
    ['is not what an unknown sender says with a port', request('192.0.2.1', '10.0.0.1:1, 6.6.6.6:1'), '192.0.2.1'],
    ['is the proxy when the address is none', request('10.1.2.3', '6.6.6.6, 999.0.0.1:80'), '10.1.2.3'],
    ['is the proxy when the brackets hold none', request('10.1.2.3', '[evil]:80'), '10.1.2.3'],
    ['is the proxy when the port is none', request('10.1.2.3', '203.0.113.11:port'), '10.1.2.3'],
  ];
  for (const [what, sent, expected] of cases) it(what, () => expect(addresses.of(sent)).to.equal(expected));

  it('is the peer when no proxy is trusted', () => {
    expect(new ClientAddresses([]).of(request('127.0.0.1', '198.51.100.7'))).to.equal('127.0.0.1');
  });
});
