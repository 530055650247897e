import { expect } from 'chai';
import { makeRefreshToken, readRefreshToken } from '../../dist/crypto/refresh-token.js';

describe('a refresh token', () => {
  it('is parsed into its family and a hash that does not reveal it', () => {
    const token = makeRefreshToken();
    expect(readRefreshToken(token.text)).to.deep.equal(token);
    expect(token.text).to.not.include(token.hash);
    expect(Buffer.from(token.text.split('.')[1]!, 'base64url')).to.have.length(32);
  });

  it('has a successor of the same family and another secret', () => {
    const token = makeRefreshToken();
    const next = makeRefreshToken(token.family);
    expect(next.family).to.equal(token.family);
    expect(next.hash).to.not.equal(token.hash);
  });

  it('is not parsed from other texts', () => {
    for (const text of ['', 'x', 'a.b', `${makeRefreshToken().text}=`, makeRefreshToken().text.slice(1)])
      expect(readRefreshToken(text), text).to.equal(undefined);
  });
});
