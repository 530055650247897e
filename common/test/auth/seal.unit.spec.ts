import { expect } from 'chai';
import { seal, unseal } from '../../dist/auth/seal.js';

describe('a sealed text', () => {
  const key = { secret: 'secret', purpose: 'keys' };
  const sealed = seal('the private key', key, 'kid-1');

  it('is unsealed to the original, and differs each time it is sealed', () => {
    expect(unseal(sealed, key, 'kid-1')).to.equal('the private key');
    expect(seal('the private key', key, 'kid-1')).to.not.equal(sealed);
    expect(Buffer.from(sealed.split('.')[2]!, 'base64url').toString()).to.not.include('private');
  });

  it('cannot be unsealed with another secret, for another purpose or id, or after a change', () => {
    expect(() => unseal(sealed, { ...key, secret: 'Secret' }, 'kid-1')).to.throw();
    expect(() => unseal(sealed, { ...key, purpose: 'webhooks' }, 'kid-1')).to.throw();
    expect(() => unseal(sealed, key, 'kid-2')).to.throw();
    const [iv, tag, text] = sealed.split('.') as [string, string, string];
    const other = text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`;
    expect(() => unseal([iv, tag, other].join('.'), key, 'kid-1')).to.throw();
    expect(() => unseal([iv, tag.slice(0, 8), text].join('.'), key, 'kid-1')).to.throw();
    expect(() => unseal('nonsense', key, 'kid-1')).to.throw();
  });

  it('can be unsealed if it is of a release before this module', () => {
    const old = 'PJIEuMt0tg5xkovO.uw7JOPzyV-HbBz2vu52E8g.N9cZvi4E';
    expect(unseal(old, { secret: 'a secret', purpose: 'shop user-service signing keys' }, 'kid')).to.equal('stored');
  });
});
