import { expect } from 'chai';
import { hostCheck } from '../../dist/http/allowed-hosts.js';

describe('allowed hosts', () => {
  const takes = (check: (host: string) => void, host: string): boolean => {
    try {
      check(host);
      return true;
    } catch {
      return false;
    }
  };

  it('are those that are named, with any port and in any case', () => {
    const check = hostCheck(['Shop.example', '::1']);
    for (const host of ['shop.example', 'SHOP.example:443', '[::1]:3000'])
      expect(takes(check, host), host).to.equal(true);
    for (const host of ['evil.example', 'shop.example.evil.example', 'localhost', '127.0.0.1', ''])
      expect(takes(check, host), host).to.equal(false);
  });

  it('are all hosts when none is named', () => expect(takes(hostCheck([]), 'any.example')).to.equal(true));
});
