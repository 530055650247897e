import { hash as argon2, parseOptions, verify } from '@node-rs/argon2';
import { expect } from 'chai';
import { Passwords } from '../../dist/crypto/passwords.js';

const by = { account: 'ada@example.com' };
const cheap = { memoryKib: 1024, passes: 1, atOnce: 2 };

describe('passwords', () => {
  it('are stored as salted argon2id of the configured cost', async () => {
    const passwords = await Passwords.withCost(cheap);
    const hash = await passwords.hash('correct horse', by);
    expect(hash).to.match(/^\$argon2id\$v=19\$m=1024,t=1,p=1\$/);
    expect(await passwords.hash('correct horse', by)).to.not.equal(hash);
    expect(await passwords.matches(hash, 'correct horse', by)).to.equal(true);
    expect(await passwords.matches(hash, 'Correct horse', by)).to.equal(false);
  });

  it('do not match an unknown account, after the same work as for a known one', async () => {
    const verified: string[] = [];
    const passwords = await Passwords.withCost(cheap, (against, password) => {
      verified.push(String(against));
      return verify(against, password);
    });
    const hash = await passwords.hash('correct horse', by);
    for (const known of [hash, undefined]) expect(await passwords.matches(known, 'wrong', by)).to.equal(false);
    const [somebody, nobody] = verified.map((each) => parseOptions(each));
    expect(verified).to.have.length(2);
    expect(nobody).to.deep.equal(somebody);
    expect(verified[1]).to.not.equal(hash);
  });

  it('are marked for a new hash after the cost was raised', async () => {
    const before = await Passwords.withCost(cheap);
    const after = await Passwords.withCost({ ...cheap, passes: 2 });
    const hash = await before.hash('correct horse', by);
    expect(await before.check(hash, 'correct horse', by)).to.deep.equal({ right: true, outdated: false });
    expect(await after.check(hash, 'correct horse', by)).to.deep.equal({ right: true, outdated: true });
    expect(await after.check(hash, 'wrong', by)).to.deep.equal({ right: false, outdated: false });
  });

  const composed = 'P\u00e4ssw\u00f6rd-1';
  const decomposed = composed.normalize('NFD');

  it('match in every Unicode normal form, whichever was chosen', async () => {
    const passwords = await Passwords.withCost(cheap);
    for (const chosen of [composed, decomposed, '\uff30\u00e4ssw\u00f6rd-\u2460']) {
      const hash = await passwords.hash(chosen, by);
      for (const tried of [composed, decomposed]) expect(await passwords.matches(hash, tried, by)).to.equal(true);
      expect(await passwords.matches(hash, 'Passwo\u0308rd-1', by)).to.equal(false);
    }
  });

  it('match without normalisation, and are marked for a new hash, if an earlier release hashed them so', async () => {
    const passwords = await Passwords.withCost(cheap);
    const hash = await argon2(decomposed, { memoryCost: 1024, timeCost: 1, parallelism: 1 });
    expect(await passwords.check(hash, decomposed, by)).to.deep.equal({ right: true, outdated: true });
  });
});
