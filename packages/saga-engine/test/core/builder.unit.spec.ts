import { expect } from 'chai';
import { signal } from '../../dist/core/saga.js';
import { looseSaga } from './loose.js';

describe('the builder', () => {
  const command = () => ({ participant: 'p', method: 'm', request: {} });
  const step = { command, compensate: command };
  const building = () => looseSaga('any', { version: 1 });
  const wait = signal()('w');

  for (const [what, misuse, sentence] of [
    [
      'a pivot with unless',
      () => building().pivot('a', { command, unless: () => true }),
      'a is the pivot, which is never left out',
    ],
    [
      'another way with unless',
      () =>
        building()
          .step('a', step)
          .orElse('b', { ...step, unless: () => true }),
      'b is another way, which is left out',
    ],
    [
      'another way of nothing',
      () => building().orElse('a', step),
      'a is no other way: put orElse directly behind a step.',
    ],
    ['another way of a wait', () => building().waitFor(wait, { within: 1 }).orElse('a', step), 'a is no other way'],
    [
      'another way of a group',
      () =>
        building()
          .together('g', (g) => g.step('a', step))
          .orElse('b', step),
      'b is no other way',
    ],
    [
      'an unless that is no function',
      () => building().step('a', { ...step, unless: true }),
      'a has an unless that is no function',
    ],
    [
      'a wait behind the pivot that does not say what happens',
      () => building().pivot('a', step).waitFor(wait, { within: 1 }),
      "say onExpiry: 'go-on' or 'ask'",
    ],
    ['onExpiry before the pivot', () => building().waitFor(wait, { within: 1, onExpiry: 'ask' }), 'leave onExpiry out'],
    [
      'collecting half a signal',
      () => building().waitFor(wait, { within: 1, collect: 0.5 }),
      'a whole number from 1 to 100',
    ],
    [
      'collecting more than a journal holds',
      () => building().waitFor(wait, { within: 1, collect: 101 }),
      'a whole number from 1 to 100',
    ],
    [
      'collecting for ever before the pivot',
      () => building().waitFor(wait, { within: 1, collect: Infinity }),
      'would never be satisfied',
    ],
    ['a group without steps', () => building().together('g', (g) => g), 'the group g has no steps'],
    [
      'two groups of one name',
      () =>
        building()
          .together('g', (g) => g.step('a', step))
          .together('g', (g) => g.step('b', step)),
      'the group name g is taken',
    ],
    [
      'an undoable step behind the pivot',
      () => building().pivot('a', step).step('b', step),
      'b is undoable and stands behind the pivot',
    ],
    ['an attempt of no time', () => building().step('a', { ...step, attemptTimeout: 0 }), 'attemptTimeout of a'],
    [
      'an attempt that is longer than a timer',
      () => building().retriable('a', { command, attemptTimeout: Infinity }),
      'attemptTimeout of a must be a number of milliseconds above 0 and at most 2147483647; got Infinity',
    ],
    ['a retry that is none', () => building().pivot('a', { command, retry: null }), 'a has a retry that is no policy'],
    [
      'a retry without attempts',
      () => building().step('a', { ...step, retry: { attempts: NaN, first: 1, max: 1 } }),
      'a has a retry with NaN attempts',
    ],
    [
      'a retry that does not say when',
      () => building().step('a', { ...step, retry: { attempts: 3 } }),
      'a has a retry that rests undefined ms first',
    ],
    [
      'a retry that rests for no number',
      () => building().step('a', { ...step, retry: { attempts: 3, first: 1, max: NaN } }),
      'and NaN ms at most',
    ],
    [
      'a retry that never needs attention by mistake',
      () => building().retriable('a', { command, retry: { attempts: 3, first: 1, max: 1, attentionAfter: NaN } }),
      'a needs attention after NaN attempts',
    ],
    ['a step without a name', () => building().step('', step), 'the name "" cannot be used'],
    ['a name with a NUL', () => building().step('a\0b', step), 'the name "a\\u0000b" cannot be used'],
    ['a name that is no text', () => building().pivot(5 as never, step), 'the name 5 cannot be used'],
    ['a name that is the key of an undo', () => building().step('a.undo', step), 'the name "a.undo" cannot be used'],
    ['a name that objects have', () => building().step('__proto__', step), 'the name "__proto__" cannot be used'],
    [
      'a version that is no number',
      () => looseSaga('any', { version: '1' as never }),
      'version must be a whole number',
    ],
    ['a step without an undo', () => building().step('a', { command }), 'a does not say how it is undone'],
  ] as const)
    it(`refuses ${what}`, () => expect(misuse).to.throw(`Saga any: `).with.property('message').that.includes(sentence));

  it('accepts every policy that can be carried out', () => {
    for (const retry of [
      { attempts: 1, first: 0, max: 0 },
      { attempts: Infinity, first: 200, max: Infinity, attentionAfter: Infinity },
    ])
      expect(() => building().step('a', { ...step, retry, attemptTimeout: 1 })).not.to.throw();
  });
});
