import { expect } from 'chai';
import fc from 'fast-check';
import { LIMITS } from '../../src/domain/limits.js';
import { growing, merged, priced, quantityOf, totalOf } from '../../src/domain/lines.js';

const product = fc.constantFrom('a', 'b', 'c', 'd');
const wanted = fc.array(fc.record({ productId: product, quantity: fc.integer({ min: 1, max: 20 }) }), {
  minLength: 1,
  maxLength: LIMITS.lines,
});
const catalogue = new Map(['a', 'b', 'c', 'd'].map((id, index) => [id, { name: id, priceMinor: 10 ** index * 99 }]));

describe('the lines of an order', () => {
  it('are one a product, and no piece is lost', () => {
    fc.assert(
      fc.property(wanted, (given) => {
        const lines = merged(given);
        expect(new Set(lines.map(({ productId }) => productId)).size).to.equal(lines.length);
        for (const id of catalogue.keys())
          expect(quantityOf(lines, id)).to.equal(
            given.filter(({ productId }) => productId === id).reduce((sum, { quantity }) => sum + quantity, 0),
          );
      }),
    );
  });

  it('come to the sum of what was asked for, as a safe integer, also at every limit', () => {
    fc.assert(
      fc.property(wanted, (given) => {
        const asked = given.reduce(
          (sum, { productId, quantity }) => sum + quantity * catalogue.get(productId)!.priceMinor,
          0,
        );
        expect(totalOf(priced(given, catalogue, 'USD'))).to.equal(asked);
      }),
    );
    expect(Number.isSafeInteger(LIMITS.lines * LIMITS.quantity * LIMITS.priceMinor)).to.equal(true);
  });

  it('keep an order’s own prices, and take the catalogue’s for what is new', () => {
    const kept = [{ productId: 'a', name: 'old', quantity: 1, unitPriceMinor: 7 }];
    const lines = priced(
      [
        { productId: 'a', quantity: 2, priceMinor: 7 },
        { productId: 'b', quantity: 1 },
      ],
      catalogue,
      'USD',
      kept,
    );
    expect(lines.map(({ name, unitPriceMinor }) => [name, unitPriceMinor])).to.deep.equal([
      ['old', 7],
      ['b', 990],
    ]);
  });

  it('grow where there is more than before, in product id order', () => {
    const line = (productId: string, quantity: number) => ({ productId, quantity, name: '', unitPriceMinor: 1 });
    const grown = growing([line('b', 2), line('c', 2)], [line('c', 3), line('b', 1), line('a', 1)]);
    expect(grown.map(({ productId }) => productId)).to.deep.equal(['a', 'c']);
  });
});
