import { expect } from 'chai';
import fc from 'fast-check';
import { LIMITS } from '../../dist/domain/limits.js';
import { growing, merged, priced, quantityOf, totalOf } from '../../dist/domain/lines.js';

const product = fc.constantFrom('a', 'b', 'c', 'd');
const wanted = fc.array(fc.record({ productId: product, quantity: fc.integer({ min: 1, max: 20 }) }), {
  minLength: 1,
  maxLength: LIMITS.lines,
});
const catalogue = new Map(
  ['a', 'b', 'c', 'd'].map((id, index) => [id, { name: id, priceMinor: 10 ** index * 99, currency: 'USD' }]),
);

describe('the lines of an order', () => {
  it('are merged to one per product, with the same quantities', () => {
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

  it('add up to the total of the request, as a safe integer even at every limit', () => {
    fc.assert(
      fc.property(wanted, (given) => {
        const asked = given.reduce(
          (sum, { productId, quantity }) => sum + quantity * catalogue.get(productId)!.priceMinor,
          0,
        );
        expect(totalOf(priced(given, catalogue).lines)).to.equal(asked);
      }),
    );
    expect(Number.isSafeInteger(LIMITS.lines * LIMITS.quantity * LIMITS.priceMinor)).to.equal(true);
  });

  it('keep the prices of an order, and use the catalogue’s for new products', () => {
    const kept = [{ productId: 'a', name: 'old', quantity: 1, unitPriceMinor: 7 }];
    const { lines, currency } = priced(
      [
        { productId: 'a', quantity: 2, priceMinor: 7 },
        { productId: 'b', quantity: 1 },
      ],
      catalogue,
      { lines: kept, currency: 'USD' },
    );
    expect(currency).to.equal('USD');
    expect(lines.map(({ name, unitPriceMinor }) => [name, unitPriceMinor])).to.deep.equal([
      ['old', 7],
      ['b', 990],
    ]);
  });

  it('are in the single currency of their products', () => {
    const wonAndDinar = new Map([
      ['won', { name: 'won', priceMinor: 10_000, currency: 'KRW' }],
      ['dinar', { name: 'dinar', priceMinor: 1_250, currency: 'KWD' }],
    ]);
    const orderOf = (productId: string, price?: number) =>
      priced([{ productId, quantity: 2, ...(price === undefined ? {} : { price }) }], wonAndDinar);
    expect([orderOf('won', 10_000).currency, orderOf('dinar', 1.25).currency]).to.deep.equal(['KRW', 'KWD']);
    const codeOf = (work: () => unknown) => {
      try {
        work();
        return 'none';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(codeOf(() => orderOf('won', 100))).to.equal('PRICE_CHANGED');
    expect(codeOf(() => orderOf('won', 10_000.5))).to.equal('VALIDATION_FAILED');
    expect(codeOf(() => orderOf('dinar', 1.2501))).to.equal('VALIDATION_FAILED');
    const both = ['won', 'dinar'].map((productId) => ({ productId, quantity: 1 }));
    expect(codeOf(() => priced(both, wonAndDinar))).to.equal('VALIDATION_FAILED');
    const kept = orderOf('won');
    expect(codeOf(() => priced([{ productId: 'dinar', quantity: 1 }], wonAndDinar, kept))).to.equal(
      'VALIDATION_FAILED',
    );
  });

  it('that grow are listed in order of product ids', () => {
    const line = (productId: string, quantity: number) => ({ productId, quantity, name: '', unitPriceMinor: 1 });
    const grown = growing([line('b', 2), line('c', 2)], [line('c', 3), line('b', 1), line('a', 1)]);
    expect(grown.map(({ productId }) => productId)).to.deep.equal(['a', 'c']);
  });
});
