import { readFileSync } from 'node:fs';
import { root } from '@shop/dev/root';
import { expect } from 'chai';
import { behaviourOf } from '../../payment-provider/dist/test-cards.js';

const page = (file: string) => readFileSync(`${root}/gateway/pages/shop/${file}`, 'utf8');
const shown = page('cards.js').match(/(?<=')\d{16}(?=')/g) ?? [];

describe('the test cards that the shop’s page offers', () => {
  it('are those of the simulator: each but the first, which is approved, behaves in its own way', () => {
    const [first = '', ...others] = shown;
    expect(behaviourOf(first)).to.deep.equal({ do: 'approve' });
    const behaviours = others.map((number) => JSON.stringify(behaviourOf(number)));
    expect(behaviours)
      .to.have.length.above(5)
      .and.not.include(JSON.stringify({ do: 'approve' }));
    expect(new Set(behaviours).size).to.equal(others.length);
  });

  it('are told in both languages, by their last four digits', () => {
    const blocks = [...page('words.js').matchAll(/^ {2}cards: \{\n(.*?)^ {2}\}/gms)].map(([, block]) => block!);
    expect(blocks).to.have.length(2);
    for (const block of blocks)
      expect([...block.matchAll(/^ {4}'?(\d{4})'?:/gm)].map(([, ending]) => ending)).to.have.members(
        shown.map((number) => number.slice(-4)),
      );
  });
});
