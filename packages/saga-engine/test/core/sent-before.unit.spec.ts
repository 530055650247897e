import { expect } from 'chai';
import type { State } from '../../dist/core/definition.js';
import { decide } from '../../dist/core/decide.js';
import { evolve, extend } from '../../dist/core/evolve.js';
import type { Event } from '../../dist/core/journal.js';
import { judgeSignal } from '../../dist/core/judge-signal.js';
import { judgeForce, judgeRestart } from '../../dist/core/operate.js';
import { undosLeft } from '../../dist/core/undos.js';
import { looseSaga, made, named, undone } from './loose.js';
import { asked } from './operating.js';
import { cancelled, done, failed, storyOf } from './story.js';

const replied = (step: string, reply: object): Event => ({ type: 'done', step, reply, startedAt: 0, attempt: 1 });
const restarted = (step: string): Event => ({ type: 'restarted', step, phase: 'do', ...asked });
const forced = (step: string, more: object): Event =>
  ({ type: 'forced', step, phase: 'do', outcome: 'done', reply: {}, ...asked, ...more }) as Event;
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

describe('a step that could not be decided', () => {
  let broken = true;
  const unless = () => {
    if (broken) throw new Error('not fixed yet');
    return true;
  };
  beforeEach(() => (broken = true));

  it('was decided if an earlier release, which decides while it folds, has passed it', () => {
    const definition = made((all) => all.step(...named('x')).waitFor({ name: 'asked' }, { within, unless }));
    const story = storyOf([done('x')], { definition });
    expect(story.journal[0]).to.have.property('undecided').that.deep.equals(['asked']);
    broken = false;
    const later = (...events: Event[]) =>
      evolve(definition, { ...story, journal: [...story.journal, ...events.map((event) => ({ ...event, at: 0 }))] });
    expect(later(done('pivot')).state).to.equal('COMPLETED');
    expect(later(failed('pivot', 9)).cursor, 'sent, outcome not known').to.equal(2);
    broken = true;
    expect(later(done('pivot')).state, 'while it throws').to.equal('COMPLETED');
    broken = false;
    expect(later(restarted('x'), replied('x', {}), done('pivot')).cursor).to.equal(3);
    expect(later(cancelled, { type: 'undone', step: 'x', startedAt: 0, attempt: 1 }).state).to.equal('COMPENSATED');
  });

  it('was not passed if a later entry is about itself', () => {
    const group = made((all) =>
      all
        .step(...named('x'))
        .together('group', (each) => each.step(...named('a', { unless })).step(...named('b', { unless })))
        .step(...named('y')),
    );
    const byHand = storyOf([done('x'), forced('a', {}), forced('b', {}), cancelled], { definition: group });
    const waiting = made((all) =>
      all
        .step(...named('x'))
        .waitFor({ name: 'asked' }, { within, unless })
        .step(...named('y')),
    );
    const signalled: Event = { type: 'signalled', signal: 'asked', payload: { token: 1 } };
    const answered = storyOf([done('x'), signalled, done('y')], { definition: waiting });
    broken = false;
    expect(undosLeft(evolve(group, byHand)).map(({ step }) => step.name)).to.deep.equal(['y', 'b', 'a', 'x']);
    expect(evolve(waiting, answered).steps[1]).to.include({ status: 'done', reply: signalled.payload });
  });

  it('is decided before it is sent, also when a cancel was accepted behind the pivot', () => {
    const definition = looseSaga('any', { version: 1 })
      .pivot(...named('pivot'))
      .retriable(...named('after', { unless }))
      .end({ onLateCancel: () => ({ saga: 'undo', id: 'u', input: {} }) });
    const story = storyOf([done('pivot'), cancelled], { definition });
    broken = false;
    expect(decide(definition, story, 1)).to.deep.include({ type: 'decide', wait: { step: 'after', passed: true } });
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

describe('the undo of a way in doubt', () => {
  it('begins again when an operator restarts it', () => {
    const ways = made((all) => all.step(...named('a')).orElse(...named('b')));
    const events = [doubtful('a'), failed('a', 50_000, { phase: 'undo', attempt: 9 })];
    const progress = evolve(ways, storyOf(events, { definition: ways }));
    extend(progress, [{ ...judgeRestart(progress, [], { step: 'a', ...asked }), at: 0 }]);
    expect(progress.steps[0]!.undo).to.include({ attempts: 0, failures: 0 });
    expect(progress.steps[0]!.undo).to.not.have.property('restUntil');
  });
});
