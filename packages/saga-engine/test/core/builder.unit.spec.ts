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
    ['a step without an undo', () => building().step('a', { command }), 'a does not say how it is undone'],
  ] as const)
    it(`refuses ${what}`, () => expect(misuse).to.throw(`Saga any: `).with.property('message').that.includes(sentence));
});
