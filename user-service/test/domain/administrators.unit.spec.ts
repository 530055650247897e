import { seconds } from '@shop/common/time';
import { expect } from 'chai';
import { correctedBy, NO_ADMINISTRATORS, without } from '../../dist/domain/administrators.js';

describe('the document of the administrators', () => {
  it('forgets an administrator ten seconds after the removal, so demotions do not make it grow', () => {
    let [all, now] = [NO_ADMINISTRATORS, 0];
    for (let n = 0; n < 1_000; n++) {
      all = correctedBy(all, { missing: [`admin-${n}`], gone: [] });
      all = without(all, `admin-${n}`, new Date((now += seconds(1))));
    }
    expect(all.ids).to.deep.equal([]);
    expect(all.leaving.map(({ id }) => id)).to.deep.equal(Array.from({ length: 10 }, (_, n) => `admin-${990 + n}`));
  });
});
