import type { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import { BodyBudget } from '../../dist/limits/body-budget.js';

describe('the budget of unfinished bodies', () => {
  const begin = (budget: BodyBudget, caller: string) => {
    const watch = budget.watch(caller);
    const body = { ...watch, refused: undefined as string | undefined };
    watch.begin((problem: Problem) => {
      body.refused = problem.code;
      watch.end();
    });
    return body;
  };

  it('aborts the oldest body of a caller above his share, and nobody else’s', () => {
    const budget = new BodyBudget({ total: 100, each: 20 });
    const other = begin(budget, 'b');
    other.grow(15);
    const [first, second] = [begin(budget, 'a'), begin(budget, 'a')];
    first.grow(15);
    second.grow(5);
    expect(first.refused).to.equal(undefined);
    second.grow(5);
    expect([first.refused, second.refused, other.refused]).to.deep.equal(['RATE_LIMITED', undefined, undefined]);
    expect(budget.held).to.equal(25);
  });

  it('aborts the oldest body of all when there are too many bytes', () => {
    const budget = new BodyBudget({ total: 100, each: 20 });
    const bodies = Array.from({ length: 8 }, (_, index) => begin(budget, `caller-${index}`));
    for (const body of bodies) body.grow(15);
    expect(bodies.map(({ refused }) => refused)).to.deep.equal(['SERVICE_UNAVAILABLE', 'SERVICE_UNAVAILABLE', ...Array<undefined>(6)]); // prettier-ignore
    expect(budget.held).to.equal(90);
    for (const body of bodies) body.end();
    expect(budget.held).to.equal(0);
  });
});
