import { expect } from 'chai';
import { hostOf, isPublicAddress, wrongUrl } from '../../dist/domain/addresses.js';

const strict = { allowPrivate: false, requireHttps: false };

describe('where webhooks may go', () => {
  const hidden = [
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '192.88.99.1',

    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::7f00:1',
    '::ffff:0:7f00:1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::a00:1',
    '2002:7f00:1::1',
    '2001::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '5f00::1',
    '4000::1',
    'no address',
  ];
  for (const address of hidden)
    it(`is not ${address}`, () => {
      expect(isPublicAddress(address)).to.equal(false);
    });

  for (const address of ['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])
    it(`is ${address}`, () => {
      expect(isPublicAddress(address)).to.equal(true);
    });

  const urls = [
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://127.0.0.1./',
    'http://①②⑦.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:7f00:1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://169.254.169.254/latest',

    'http://localhost/',
    'http://LOCALHOST./',
    'http://a.localhost/',
    'http://redis/',
    'http://metadata.google.internal/',

    'http://printer.local/',
    'http://router.lan',
    'http://x.home.arpa/',
    'http://user:pw@example.com/',
    'http://user@example.com/',

    'http://example.com:22/',
    'http://example.com:0/',
    'http://example.com/#part',
    'ftp://example.com/',
    'file:///etc/passwd',

    '//example.com/',
    'example.com',
    'http:example.com',
    'http://',
    'http://exa mple.com/',
    'http://example.com/a b',
    'http://example.com\\@127.0.0.1/',
    'javascript:alert(1)',
    ' http://example.com',
    'http://example.com/\n',
  ];
  for (const url of urls)
    it(`is not ${JSON.stringify(url)}`, () => {
      expect(wrongUrl(url, strict)).to.match(/^must /);
    });

  it('is any other URL, with https where that is required', () => {
    for (const url of [
      'http://example.com',
      'https://example.com:8443/a?b=c',
      'https://[2606:4700::1111]/',
      'HTTPS://Example.com/',
    ])
      expect(wrongUrl(url, strict), url).to.equal(undefined);
    expect(wrongUrl('http://example.com', { ...strict, requireHttps: true })).to.include('https://');
    expect(wrongUrl('http://127.0.0.1:9000/x', { allowPrivate: true, requireHttps: true })).to.equal(undefined);
    expect(wrongUrl('http://me:pw@127.0.0.1/', { allowPrivate: true, requireHttps: false })).to.include('password');
  });

  it('is resolved without brackets and trailing dot', () => {
    expect(hostOf(new URL('http://[2606:4700::1111]/'))).to.equal('2606:4700::1111');
    expect(hostOf(new URL('http://example.com./'))).to.equal('example.com');
  });
});
