import { hours, minutes, seconds } from '@shop/common/time';
import { expect } from 'chai';
import { ACCESS_TOKEN_LIFE, KEY_AFTERLIFE, KEY_LEAD, KEY_RELOAD, SESSION_LIFE } from '../../dist/domain/lifetimes.js';
import { isKeyDue, nextKey, publishedKeys, signingKey } from '../../dist/domain/signing-keys.js';

const at = (ms: number) => new Date(1_800_000_000_000 + ms);
const first = { generation: 1, activeFrom: at(0) };
const second = { generation: 2, activeFrom: at(hours(1)) };

describe('signing keys', () => {
  it('uses the first key at once, and later ones after every process has had time to fetch them', () => {
    expect(nextKey([], at(0))).to.deep.equal({ generation: 1, activeFrom: at(0) });
    expect(nextKey([second, first], at(hours(2)))).to.deep.equal({
      generation: 3,
      activeFrom: at(hours(2) + KEY_LEAD),
    });
  });

  it('publishes a key before it signs', () => {
    const before = at(hours(1) - seconds(1));
    expect(publishedKeys([first, second], before)).to.deep.equal([second, first]);
    expect(signingKey([first, second], before)).to.equal(first);
    expect(signingKey([first, second], at(hours(1)))).to.equal(second);
  });

  it('signs with the oldest key when the clock was set back to before all of them', () => {
    expect(signingKey([second, first], at(-hours(1)))).to.equal(first);
    expect(signingKey([], at(0))).to.equal(undefined);
  });

  it('publishes a replaced key for longer than anything signed by it is valid', () => {
    const lastUse = hours(1);
    expect(publishedKeys([first, second], at(lastUse + SESSION_LIFE + minutes(1)))).to.include(first);
    expect(publishedKeys([first, second], at(lastUse + KEY_AFTERLIFE))).to.deep.equal([second]);
  });

  it('never retires the newest key automatically', () => {
    expect(publishedKeys([second], at(hours(10_000)))).to.deep.equal([second]);
  });

  it('is due for a new key if there is none or the newest is old enough', () => {
    expect(isKeyDue([], at(0), hours(1))).to.equal(true);
    expect(isKeyDue([first, second], at(hours(2) - 1), hours(1))).to.equal(false);
    expect(isKeyDue([first, second], at(hours(2)), hours(1))).to.equal(true);
  });

  it('lets replicas read the keys several times before a new one is used', () => {
    expect(KEY_RELOAD * 3).to.be.below(KEY_LEAD);
    expect(KEY_AFTERLIFE).to.be.above(Math.max(ACCESS_TOKEN_LIFE, SESSION_LIFE));
  });
});
