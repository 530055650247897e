import { seconds } from '@shop/common/time';
import { expect } from 'chai';
import { correctedBy, NO_ADMINISTRATORS, without } from '../../src/domain/administrators.js';

describe('the administrators, who are one document', () => {
  it('forget who was taken out ten seconds ago: any number of demotions leaves it as it was', () => {
    let [all, now] = [NO_ADMINISTRATORS, 0];
    for (let n = 0; n < 1_000; n++) {
      all = correctedBy(all, { missing: [`admin-${n}`], gone: [] });
      all = without(all, `admin-${n}`, new Date((now += seconds(1))));
    }
    expect(all.ids).to.deep.equal([]);
    expect(all.leaving.map(({ id }) => id)).to.deep.equal(Array.from({ length: 10 }, (_, n) => `admin-${990 + n}`));
  });
});
