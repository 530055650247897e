import type { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import { OpenStreams } from '../../dist/live/open-streams.js';

const LIMITS = { user: 2, address: 3, total: 5 };

describe('open event streams', () => {
  const codeOf = (take: () => unknown): string | undefined => {
    try {
      take();
      return undefined;
    } catch (error) {
      return (error as Problem).code;
    }
  };

  it('are limited for each user, for each address and in total', () => {
    const streams = new OpenStreams(true, LIMITS);
    const close = streams.take('a', '1');
    expect(codeOf(() => streams.take('a', '2'))).to.equal(undefined);
    expect(codeOf(() => streams.take('a', '3'))).to.equal('RATE_LIMITED');
    expect([codeOf(() => streams.take('b', '1')), codeOf(() => streams.take('c', '1'))]).to.deep.equal([
      undefined,
      undefined,
    ]);
    expect(codeOf(() => streams.take('d', '1'))).to.equal('RATE_LIMITED');
    expect(codeOf(() => streams.take('d', '4'))).to.equal(undefined);
    expect(codeOf(() => streams.take('e', '5'))).to.equal('SERVICE_UNAVAILABLE');
    close();
    close();
    expect(codeOf(() => streams.take('a', '1'))).to.equal(undefined);
    expect(codeOf(() => streams.take('e', '5'))).to.equal('SERVICE_UNAVAILABLE');
  });

  it('are limited only in total while limits are off', () => {
    const streams = new OpenStreams(false, LIMITS);
    for (let open = 0; open < LIMITS.total; open++) streams.take('a', '1');
    expect(codeOf(() => streams.take('b', '2'))).to.equal('SERVICE_UNAVAILABLE');
  });
});
