import { expect } from 'chai';
import { seal, unseal } from '../../src/crypto/key-seal.js';

describe('sealing a private key', () => {
  const sealed = seal('the private key', 'secret', 'kid-1');

  it('gives back what went in, and never looks the same twice', () => {
    expect(unseal(sealed, 'secret', 'kid-1')).to.equal('the private key');
    expect(seal('the private key', 'secret', 'kid-1')).to.not.equal(sealed);
    expect(Buffer.from(sealed.split('.')[2]!, 'base64url').toString()).to.not.include('private');
  });

  it('does not open with another secret, for another key, or after a change', () => {
    expect(() => unseal(sealed, 'Secret', 'kid-1')).to.throw();
    expect(() => unseal(sealed, 'secret', 'kid-2')).to.throw();
    const [iv, tag, text] = sealed.split('.') as [string, string, string];
    const other = text.startsWith('A') ? `B${text.slice(1)}` : `A${text.slice(1)}`;
    expect(() => unseal([iv, tag, other].join('.'), 'secret', 'kid-1')).to.throw();
    expect(() => unseal([iv, tag.slice(0, 8), text].join('.'), 'secret', 'kid-1')).to.throw();
    expect(() => unseal('nonsense', 'secret', 'kid-1')).to.throw();
  });
});
