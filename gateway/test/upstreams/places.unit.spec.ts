import type { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import { Places } from '../../dist/upstreams/places.js';

describe('the places of an upstream', () => {
  const codeOf = (take: () => void): string | undefined => {
    try {
      take();
      return undefined;
    } catch (error) {
      return (error as Problem).code;
    }
  };

  it('are shared: one caller gets only some of them, and the gateway’s own calls count for no caller', () => {
    const places = new Places('order-service', 5, 2);
    const take = (holder?: string) => codeOf(() => places.take(holder));
    expect([take('a'), take('a'), take('a')]).to.deep.equal([undefined, undefined, 'RATE_LIMITED']);
    expect([take('b'), take(), take(), take()]).to.deep.equal([undefined, undefined, undefined, 'SERVICE_UNAVAILABLE']);
    places.giveBack('a');
    expect(take('a')).to.equal(undefined);
  });
});
