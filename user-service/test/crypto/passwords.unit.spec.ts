import { expect } from 'chai';
import { Passwords } from '../../src/crypto/passwords.js';

const cheap = { memoryKib: 1024, passes: 1, atOnce: 2 };

describe('passwords', () => {
  it('are kept as argon2id of the cost asked for, salted', async () => {
    const passwords = await Passwords.withCost(cheap);
    const hash = await passwords.hash('correct horse');
    expect(hash).to.match(/^\$argon2id\$v=19\$m=1024,t=1,p=1\$/);
    expect(await passwords.hash('correct horse')).to.not.equal(hash);
    expect(await passwords.matches(hash, 'correct horse')).to.equal(true);
    expect(await passwords.matches(hash, 'Correct horse')).to.equal(false);
  });

  it('match nobody, after the same work as for somebody', async () => {
    const passwords = await Passwords.withCost({ memoryKib: 19_456, passes: 2, atOnce: 1 });
    const hash = await passwords.hash('correct horse');
    const times = { somebody: [] as number[], nobody: [] as number[] };
    for (let n = 0; n < 9; n++)
      for (const who of ['somebody', 'nobody'] as const) {
        const began = performance.now();
        expect(await passwords.matches(who === 'somebody' ? hash : undefined, 'wrong')).to.equal(false);
        times[who].push(performance.now() - began);
      }
    const median = (list: number[]) => list.sort((a, b) => a - b)[4]!;
    expect(median(times.nobody) / median(times.somebody)).to.be.within(0.4, 2.5);
  });

  it('are hashed anew after the cost was raised', async () => {
    const before = await Passwords.withCost(cheap);
    const after = await Passwords.withCost({ ...cheap, passes: 2 });
    const hash = await before.hash('correct horse');
    expect(before.isOutdated(hash)).to.equal(false);
    expect(after.isOutdated(hash)).to.equal(true);
    expect(await after.matches(hash, 'correct horse')).to.equal(true);
  });
});
