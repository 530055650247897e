import { expect } from 'chai';
import type { State } from '../../dist/core/definition.js';
import { evolve, extend } from '../../dist/core/evolve.js';
import type { Event } from '../../dist/core/journal.js';
import { judgeSignal } from '../../dist/core/judge-signal.js';
import { judgeForce, judgeRestart } from '../../dist/core/operate.js';
import { undosLeft } from '../../dist/core/undos.js';
import { made, named, undone } from './loose.js';
import { asked, forced, restarted } from './operating.js';
import { cancelled, done, failed, storyOf } from './story.js';

const replied = (step: string, reply: object): Event => ({ ...done(step), reply }) as Event;
const doubtful = (step: string): Event => ({ type: 'way-in-doubt', step });
const known = (state: State) => (state['first'] as { known?: boolean } | undefined)?.known;
const within = 1_000;

describe('what was sent before an operator restarted the saga from an earlier step', () => {
  const waiting = made((all) =>
    all
      .step(...named('first'))
      .waitFor({ name: 'asked' }, { within, unless: known })
      .step(...named('last')),
  );

  it('is undone if a restarted saga leaves it out', () => {
    const skipping = made((all) =>
      all
        .step(...named('x'))
        .step(...named('b', { unless: (state: State) => (state['x'] as { skip?: boolean }).skip }))
        .step(...named('y')),
    );
    const twice = [done('x'), done('b'), restarted('x'), replied('x', { skip: true })];
    expect(undone(skipping, ...twice, cancelled)).to.deep.equal(['y', 'b', 'x']);
    const never = [replied('x', { skip: true }), restarted('x'), replied('x', { skip: true })];
    expect(undone(skipping, ...never, cancelled)).to.deep.equal(['y', 'x']);
    expect(undone(skipping, replied('x', { skip: true }), restarted('x'), cancelled)).to.deep.equal(['y', 'x']);
  });

  it('is undone when the way before it was not undone, and the cancel wants that undone too', () => {
    const ways = made((all) =>
      all
        .step(...named('x'))
        .step(...named('a'))
        .orElse(...named('a2'))
        .step(...named('y')),
    );
    const left = forced('a', { phase: 'undo', outcome: 'refused', reply: undefined });
    expect(undone(ways, done('x'), doubtful('a'), left, done('a2'), restarted('x'), cancelled)).to.deep.equal([
      'y',
      'a2',
      'a',
      'x',
    ]);
  });

  it('may have taken effect although it is to be decided again whether it is left out', () => {
    let broken = false;
    const unless = () => {
      if (broken) throw new Error('not fixed yet');
      return false;
    };
    const definition = made((all) => all.step(...named('x')).step(...named('b', { unless })));
    const before = storyOf([done('x'), done('b')], { definition });
    broken = true;
    const progress = evolve(definition, before);
    extend(progress, [{ ...restarted('b'), at: 0 }]);
    const wish = { step: 'b', outcome: 'refused', ...asked } as const;
    expect(() => judgeForce(progress, [], definition, wish)).to.throw(/may have been sent/);
    extend(progress, [{ ...judgeForce(progress, [], definition, { ...wish, confirm: true }), at: 0 }]);
    expect(undosLeft(progress).map(({ step }) => step.name)).to.deep.equal(['b', 'x']);
  });

  it('does not say whether a wait will be left out: its step replies again', () => {
    const events = [forced('first', { reply: { known: false } }), restarted('first')];
    expect(undone(waiting, ...events, cancelled)).to.deep.equal(['last', 'first']);
    const stale = evolve(
      waiting,
      storyOf([replied('first', { known: true }), restarted('first')], { definition: waiting }),
    );
    expect(judgeSignal(stale, { name: 'asked', payload: {} }, (_, payload) => payload)).to.have.property(
      'type',
      'signalled',
    );
  });
});

describe('a signal for a wait that will be left out', () => {
  it('is late when that depends on a step that was left out itself', () => {
    const definition = made((all) =>
      all
        .step(...named('q', { unless: () => true }))
        .step(...named('first'))
        .waitFor({ name: 'asked' }, { within, unless: (state: State) => !state['q'] }),
    );
    const progress = evolve(definition, storyOf([], { definition }));
    expect(judgeSignal(progress, { name: 'asked', payload: {} }, (_, payload) => payload)).to.equal('late');
  });
});

describe('a saga that begins to compensate', () => {
  it('stores how many of its steps may have been sent, so that a later release undoes the same', () => {
    const definition = made((all) => all.step(...named('first')).step(...named('last')));
    expect(storyOf([cancelled], { definition }).journal).to.deep.equal([{ ...cancelled, at: 0, sent: 2 }]);
  });
});

describe('a wait that is reached again after a restart', () => {
  it('does not keep the end that was decided for it before', () => {
    const definition = made((all) => all.step(...named('x')).waitFor({ name: 'asked' }, { within: 10, collect: 2 }));
    const signalled: Event = { type: 'signalled', signal: 'asked', payload: {}, id: '1' };
    const events = [done('x'), signalled, { ...restarted('x'), at: 5_000 }, { ...done('x'), at: 5_000 }];
    expect(evolve(definition, storyOf(events, { definition })).steps[1]).to.include({
      status: 'waiting',
      until: 5_010,
    });
  });
});

describe('a way in doubt', () => {
  it('is not sent again after a restart: its participant may be undoing it', () => {
    const ways = made((all) =>
      all
        .step(...named('first'))
        .step(...named('a'))
        .orElse(...named('b')),
    );
    const { steps } = evolve(ways, storyOf([done('first'), doubtful('a'), restarted('first')], { definition: ways }));
    expect(steps.map(({ status }) => status).slice(0, 3)).to.deep.equal(['running', 'in-doubt', 'pending']);
  });

  it('has an undo that begins again when an operator restarts it', () => {
    const ways = made((all) => all.step(...named('a')).orElse(...named('b')));
    const events = [doubtful('a'), failed('a', 50_000, { phase: 'undo', attempt: 9 })];
    const progress = evolve(ways, storyOf(events, { definition: ways }));
    extend(progress, [{ ...judgeRestart(progress, [], { step: 'a', ...asked }), at: 0 }]);
    expect(progress.steps[0]!.undo).to.include({ attempts: 0, failures: 0 });
    expect(progress.steps[0]!.undo).to.not.have.property('restUntil');
  });
});
