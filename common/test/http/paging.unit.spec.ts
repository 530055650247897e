import { expect } from 'chai';
import Joi from 'joi';
import type { Problem } from '../../dist/errors.js';
import { pageShape, type PageQuery } from '../../dist/http/paging.js';
import { valid } from '../../dist/validation/validate.js';

describe('the limit of a list', () => {
  const limitIn = (query: Record<string, unknown>) =>
    valid(Joi.object<PageQuery>(pageShape), query, { convert: true, whole: 'query' }).limit;

  it('is 1 to 100 in digits, 20 unless given', () => {
    expect([{}, { limit: '1' }, { limit: '100' }].map(limitIn)).to.deep.equal([20, 1, 100]);
  });

  for (const limit of ['0', '101', '1.5', '1e1', ' 1', '+1', '-1', '0x10', '', 'all', ['1', '2']])
    it(`is not ${JSON.stringify(limit)}`, () => {
      expect(() => limitIn({ limit }))
        .to.throw()
        .satisfies(({ code, extra }: Problem) => {
          expect(code).to.equal('VALIDATION_FAILED');
          expect(extra['errors']).to.have.nested.property('[0].path', 'limit');
          return true;
        });
    });
});
