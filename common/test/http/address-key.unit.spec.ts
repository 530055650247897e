import { expect } from 'chai';
import { addressKey } from '../../src/http/address-key.js';

describe('whose requests are counted together', () => {
  it('is one IPv4 address, but a whole /64 of IPv6', () => {
    expect(addressKey('192.0.2.1')).to.equal('192.0.2.1');
    expect(addressKey('2001:db8:1:2:3:4:5:6')).to.equal('2001:db8:1:2::/64');
    expect(addressKey('2001:db8:1:2::9')).to.equal('2001:db8:1:2::/64');
    expect(addressKey('2001:db8::9')).to.equal('2001:db8:0:0::/64');
    expect(addressKey('::1')).to.equal('0:0:0:0::/64');
  });
});
