import { expect } from 'chai';
import { State } from '../dist/state.js';

describe('the list of all charges', () => {
  it('has each charge once, the oldest first, whatever the size of a page', () => {
    const state = new State('http://localhost:3005');
    for (let n = 0; n < 7; n++)
      state.apply({
        type: 'charge',
        id: `c${n}`,
        reference: `r${n}`,
        amountMinor: 1,
        currency: 'USD',
        at: new Date(n * 1000).toISOString(),
      });
    for (const size of [1, 3, 7, 100]) {
      const seen: string[] = [];
      for (let from: number | undefined = 0; from !== undefined;) {
        const page: ReturnType<State['listed']> = state.listed(new Date(2000).toISOString(), from, size);
        seen.push(...page.items.map(({ id }) => id));
        from = page.next;
      }
      expect(seen).to.deep.equal(['c2', 'c3', 'c4', 'c5', 'c6']);
    }
  });
});
