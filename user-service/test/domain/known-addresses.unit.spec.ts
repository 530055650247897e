import { days, hours } from '@shop/common/time';
import { expect } from 'chai';
import { afterLogIn, isKnown, type KnownAddress } from '../../dist/domain/known-addresses.js';

const now = new Date('2026-11-27T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);

describe('the addresses from which an account logged in', () => {
  it('are known for 30 days', () => {
    const known = [
      { hash: 'a', at: ago(days(29)) },
      { hash: 'b', at: ago(days(30)) },
    ];
    expect(['a', 'b', 'c'].map((hash) => isKnown(known, hash, now))).to.deep.equal([true, false, false]);
    expect(isKnown(undefined, 'a', now)).to.equal(false);
  });

  it('are stored at a log-in, once a day', () => {
    expect(afterLogIn(undefined, 'a', now)).to.deep.equal([{ hash: 'a', at: now }]);
    expect(afterLogIn([{ hash: 'a', at: ago(hours(23)) }], 'a', now)).to.equal(undefined);
    expect(afterLogIn([{ hash: 'a', at: ago(hours(25)) }], 'a', now)).to.deep.equal([{ hash: 'a', at: now }]);
  });

  it('are at most ten: the latest, without expired ones', () => {
    let known: KnownAddress[] = [{ hash: 'old', at: ago(days(31)) }];
    for (let n = 0; n < 12; n++) known = afterLogIn(known, `${n}`, now)!;
    expect(known.map(({ hash }) => hash)).to.deep.equal(Array.from({ length: 10 }, (_, n) => `${n + 2}`));
  });
});
