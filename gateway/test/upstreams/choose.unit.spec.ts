import { expect } from 'chai';
import { choose } from '../../dist/upstreams/choose.js';

const replica = (
  name: string,
  outstanding = 0,
  state: 'up' | 'down' | 'ejected' = 'up',
  breaker: 'closed' | 'open' = 'closed',
  weight = 1,
) => ({ name, outstanding, breaker, standing: { state, weight } });

describe('the choice of a replica', () => {
  it('falls on the less busy of two', () => {
    const [a, b] = [replica('a', 5), replica('b', 1)];
    for (let i = 0; i < 50; i++) expect(choose([a, b])?.name).to.equal('b');
  });

  it('falls on a replica that has just recovered in proportion to its weight, whatever the load of the other', () => {
    const [back, old] = [replica('back', 0, 'up', 'closed', 0.2), replica('old')];
    const chosen = Array.from({ length: 2_000 }, () => choose([back, old])?.name);
    expect(chosen.filter((name) => name === 'back').length).to.be.within(100, 500);
    expect(choose([back, replica('busy', 9)], new Set(), () => 0.1)?.name).to.equal('back');
    expect(choose([back, replica('busy', 9)], new Set(), () => 0.3)?.name).to.equal('busy');
  });

  it('is spread over many', () => {
    const many = Array.from({ length: 5 }, (_, index) => replica(String(index)));
    const chosen = new Set(Array.from({ length: 500 }, () => choose(many)?.name));
    expect(chosen.size).to.equal(5);
  });

  it('leaves out those that are down, whose breaker is open, that are ejected or were tried', () => {
    const [down, open, ejected, tried, good] = [
      replica('down', 0, 'down'),
      replica('open', 0, 'up', 'open'),
      replica('ejected', 0, 'ejected'),
      replica('tried'),
      replica('good', 100),
    ];
    for (let i = 0; i < 50; i++)
      expect(choose([down, open, ejected, tried, good], new Set([tried]))?.name).to.equal('good');
  });

  it('falls on an ejected or tried replica rather than none, but never on one that is down', () => {
    const [ejected, tried] = [replica('ejected', 0, 'ejected'), replica('tried')];
    expect(choose([ejected, tried], new Set([tried]))?.name).to.equal('ejected');
    expect(choose([tried], new Set([tried]))?.name).to.equal('tried');
    expect(choose([replica('down', 0, 'down'), replica('open', 0, 'up', 'open')])).to.equal(undefined);
  });
});
