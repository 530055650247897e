import { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import type { Context } from 'koa';
import { requireSameOrigin } from '../../dist/auth/same-origin.js';

const from = (headers: Record<string, string>) => ({ get: (name: string) => headers[name] ?? '' }) as Context;

function isTaken(headers: Record<string, string>, host: string, scheme?: 'http' | 'https'): boolean {
  try {
    requireSameOrigin(from(headers), host, scheme);
    return true;
  } catch (error) {
    expect((error as Problem).code).to.equal('CROSS_ORIGIN');
    return false;
  }
}

describe('the same origin', () => {
  const cases: [host: string, origin: string, scheme: 'http' | 'https' | undefined, taken: boolean][] = [
    ['shop.example', 'https://shop.example', undefined, true],
    ['shop.example:443', 'https://shop.example', undefined, true],
    ['shop.example', 'https://shop.example:443', 'https', true],
    ['shop.example:80', 'http://shop.example', 'http', true],
    ['SHOP.example:443', 'https://shop.EXAMPLE', 'https', true],
    ['shop.example:3000', 'http://shop.example:3000', undefined, true],
    ['[::1]:80', 'http://[::1]', undefined, true],
    ['shop.example:443', 'https://shop.example/some/page', undefined, true],
    ['shop.example:80', 'https://shop.example', undefined, false],
    ['shop.example:443', 'http://shop.example', undefined, false],
    ['shop.example:8443', 'https://shop.example', undefined, false],
    ['shop.example', 'http://shop.example', 'https', false],
    ['shop.example', 'https://shop.example', 'http', false],
    ['shop.example', 'https://evil.example', undefined, false],
    ['shop.example', 'https://shop.example.evil.example', undefined, false],
    ['user@shop.example', 'https://shop.example', undefined, false],
    ['shop.example/', 'https://shop.example', undefined, false],
    ['shop.example', 'null', undefined, false],
    ['', 'https://shop.example', undefined, false],
    ['', 'file:///etc', undefined, false],
  ];
  for (const [host, origin, scheme, taken] of cases)
    it(`${taken ? 'is' : 'is not'} ${origin} at ${host || 'no host'}${scheme ? ` over ${scheme}` : ''}`, () => {
      expect(isTaken({ origin }, host, scheme)).to.equal(taken);
      expect(isTaken({ referer: origin }, host, scheme)).to.equal(taken);
    });

  it('is not what the browser marks as another site', () => {
    for (const site of ['cross-site', 'same-site'])
      expect(isTaken({ 'sec-fetch-site': site, origin: 'https://shop.example' }, 'shop.example')).to.equal(false);
    expect(isTaken({}, 'shop.example')).to.equal(true);
  });
});
