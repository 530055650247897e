import { expect } from 'chai';
import type { State } from '../../dist/core/definition.js';
import type { Event } from '../../dist/core/journal.js';
import { mustBeWritten } from '../../dist/core/sent-ahead.js';
import { made, named, undone } from './loose.js';
import { restarted } from './operating.js';
import { cancelled, done } from './story.js';

const wayRefused = (step: string): Event => ({ type: 'way-refused', step, reason: 'NO', startedAt: 0, attempt: 1 });

describe('what a run may have sent ahead of the journal', () => {
  it('is the whole of a later group, whichever of its steps has another way', () => {
    const group = made((all) =>
      all
        .step(...named('first'))
        .together('group', (each) =>
          each
            .step(...named('a'))
            .orElse(...named('b'))
            .step(...named('c')),
        )
        .step(...named('last')),
    );
    expect(undone(group, cancelled)).to.deep.equal(['c', 'a', 'first']);
  });

  it('goes on past a step that was left out with its other ways', () => {
    const group = made((all) =>
      all
        .together('group', (each) =>
          each
            .step(...named('a'))
            .step(...named('b', { unless: () => true }))
            .orElse(...named('c'))
            .orElse(...named('d')),
        )
        .step(...named('last')),
    );
    expect(undone(group, cancelled)).to.deep.equal(['last', 'a']);
  });

  it('goes on past ways that were refused before a restart', () => {
    const ways = made((all) =>
      all
        .step(...named('first'))
        .step(...named('a'))
        .orElse(...named('b'))
        .step(...named('last')),
    );
    expect(undone(ways, done('first'), wayRefused('a'), restarted('first'), cancelled)).to.deep.equal([
      'last',
      'b',
      'first',
    ]);
  });

  it('goes on past a wait that is left out because of a reply that the journal does not have yet', () => {
    const unless = (state: State) => (state['first'] as { known?: boolean } | undefined)?.known;
    const waiting = (more: object) =>
      made((all) =>
        all
          .step(...named('first'))
          .waitFor({ name: 'asked' }, { within: 1_000, ...more })
          .step(...named('last')),
      );
    expect(undone(waiting({ unless }), cancelled)).to.deep.equal(['last', 'first']);
    for (const present of [(state: State) => 'first' in state, (state: State) => Object.hasOwn(state, 'first')])
      expect(undone(waiting({ unless: present }), cancelled)).to.deep.equal(['last', 'first']);
    expect(undone(waiting({ unless: ({ input }: State) => !input }), cancelled)).to.deep.equal(['first']);
  });

  it('ends before steps that may be left out, even if that cannot be decided', () => {
    const group = made((all) =>
      all
        .step(...named('first'))
        .waitFor({ name: 'asked' }, { within: 1_000, unless: () => true })
        .together('group', (each) => each.step(...named('a')).step(...named('b', { unless: () => false })))
        .step(...named('last')),
    );
    expect(undone(group, cancelled)).to.deep.equal(['first']);
    const must = group.steps.filter((step) => mustBeWritten(group, { step: step.name })).map(({ name }) => name);
    expect(must).to.deep.equal(['first', 'asked']);
  });

  it('does not pass a wait before what was decided about it is written', () => {
    const mustBefore = (more: object, name = 'asked') => {
      const waiting = made((all) =>
        all
          .step(...named('first'))
          .step(...named('second'))
          .waitFor({ name }, { within: 1_000, ...more })
          .step(...named('last')),
      );
      return waiting.steps.filter((step) => mustBeWritten(waiting, { step: step.name })).map((step) => step.name);
    };
    expect(mustBefore({ unless: () => true })).to.deep.equal(['second']);
    expect(mustBefore({ collect: 2 })).to.deep.equal(['second']);
    expect(mustBefore({}), 'a signal is in the journal already').to.deep.equal([]);
  });
});
