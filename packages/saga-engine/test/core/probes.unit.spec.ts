import { expect } from 'chai';
import { changedParts, fingerprint, fingerprintParts } from '../../dist/core/fingerprint.js';
import type { Definition } from '../../dist/core/definition.js';
import { looseSaga } from './loose.js';
import { trips } from './small-trip.js';

interface State {
  readonly id: string;
  readonly input: {
    readonly city: string;
    readonly amount: number;
    readonly kind?: string;
    readonly lines: { city: string }[];
  };
  readonly cancel: { readonly reason: string };
}
const defined = (
  command: (s: State) => unknown,
  unless: (s: State) => unknown = () => false,
  more: object = {},
): Definition =>
  looseSaga('s', { version: 1, ...more })
    .step('a', { command, compensate: 'nothing' })
    .waitFor({ name: 'w' }, { within: 1, unless })
    .pivot('p', { command: () => trips.confirm({ tripId: '' }) })
    .end();
const create = (s: State) => trips.create({ tripId: s.id, city: s.input.city });

describe('the fingerprint of the commands and conditions of a definition', () => {
  const changes: [string, Definition, Definition, string][] = [
    [
      'a field of a request comes from elsewhere',
      defined(create),
      defined((s) => trips.create({ tripId: s.id, city: s.input.kind! })),
      'a',
    ],
    ['a field of a request is gone', defined(create), defined((s) => trips.create({ tripId: s.id } as never)), 'a'],
    [
      'a field of each line changes',
      defined((s) => ({ ...create(s), request: s.input.lines.map((line) => ({ city: line.city })) })),
      defined((s) => ({ ...create(s), request: s.input.lines.map((line) => ({ id: line.city })) })),
      'a',
    ],
    ['unless asks for something else', defined(create, (s) => s.input.city), defined(create, (s) => s.input.kind), 'w'],
    ['unless is inverted', defined(create, (s) => s.input.city), defined(create, (s) => !s.input.city), 'w'],
    [
      'unless has another limit',
      defined(create, (s) => s.input.amount > 100),
      defined(create, (s) => s.input.amount > 1000),
      'w',
    ],
  ];
  for (const [what, before, now, part] of changes)
    it(`changes when ${what}, and names the part`, () => {
      expect(fingerprint(now)).to.not.equal(fingerprint(before));
      expect(changedParts(fingerprintParts(before), fingerprintParts(now))).to.deep.equal([part]);
    });

  it('changes for a condition on a text if an example has that text', () => {
    const gift = (is: string, examples: object[]) =>
      fingerprint(defined(create, (s) => s.input.kind === is, { examples }));
    expect(gift('gift', [])).to.equal(gift('present', []));
    const examples = [{ kind: 'gift' }, { kind: 'other' }];
    expect(gift('gift', examples)).to.not.equal(gift('present', examples));
  });

  it('stays the same for functions with the same results, however they are written', () => {
    expect(fingerprint(defined((s) => ({ ...create(s) })))).to.equal(fingerprint(defined(create)));
  });
});
