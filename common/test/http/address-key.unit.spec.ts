import { expect } from 'chai';
import { addressKey } from '../../dist/http/address-key.js';

describe('the key under which requests of an address are counted', () => {
  it('is the IPv4 address, or the /64 prefix of an IPv6 address', () => {
    expect(addressKey('192.0.2.1')).to.equal('192.0.2.1');
    expect(addressKey('2001:db8:1:2:3:4:5:6')).to.equal('2001:db8:1:2::/64');
    expect(addressKey('2001:db8:1:2::9')).to.equal('2001:db8:1:2::/64');
    expect(addressKey('2001:db8::9')).to.equal('2001:db8:0:0::/64');
    expect(addressKey('::1')).to.equal('0:0:0:0::/64');
  });
});
