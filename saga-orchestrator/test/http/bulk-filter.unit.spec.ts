import { expect } from 'chai';
import { bulkBody } from '../../dist/http/operations.schema.js';

describe('the filter of a bulk operation', () => {
  const refusal = (filter: object) => bulkBody.validate({ action: 'retry', reason: 'r', filter }).error?.message;

  it('accepts times in order, or one of them', () => {
    const [early, late] = ['2028-02-29T00:00:00Z', '2028-03-01T00:00:00+09:00'];
    for (const filter of [
      { after: early, before: late },
      { after: early, before: early },
      { after: late },
      { before: early },
    ])
      expect(refusal(filter), JSON.stringify(filter)).to.equal(undefined);
  });

  it('refuses a day that does not exist in its month', () => {
    for (const before of ['2030-02-31', '2030-02-29T10:00:00Z', '2030-04-31T23:59:59.999+09:00'])
      expect(refusal({ before }), before).to.match(/names a day that its month does not have/);
  });

  it('refuses times that match nothing', () =>
    expect(refusal({ after: '2030-01-02T00:00:00Z', before: '2030-01-01T00:00:00Z' })).to.match(
      /earlier than `after`/,
    ));
});
