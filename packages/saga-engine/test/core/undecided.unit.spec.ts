import { expect } from 'chai';
import { decide } from '../../dist/core/decide.js';
import { describe as describeSaga } from '../../dist/core/describe.js';
import { evolve, extend } from '../../dist/core/evolve.js';
import type { Event, WaitDecision } from '../../dist/core/journal.js';
import { saga } from '../../dist/core/saga.js';
import { undosLeft } from '../../dist/core/undos.js';
import { looseSaga, made, named } from './loose.js';
import { forced, restarted } from './operating.js';
import { trips, tripApproved, bookTrip } from './small-trip.js';
import { seatHeld, cancelled, done, failed, inWords, approved, storyOf, undone } from './story.js';

const all = [...seatHeld, done('confirm-trip'), done('issue-ticket')];

describe('decide, a wait', () => {
  let passed = true;
  let within = 100;
  let broken = false;
  const throwIfBroken = () => {
    if (broken) throw new Error('not fixed yet');
  };
  const approving = saga<{ city: string }>('approving', { version: 1 })
    .step('create-trip', {
      command: (s) => trips.create({ tripId: s.id, city: s.input.city }),
      compensate: (s) => trips.cancel({ tripId: s.id, reason: s.failure.reason }),
    })
    .waitFor(tripApproved, {
      unless: () => (throwIfBroken(), passed),
      within: () => (throwIfBroken(), within),
    })
    .pivot('confirm-trip', { command: (s) => trips.confirm({ tripId: s.id }) })
    .end();
  const at = (now: number, ...events: Event[]) => decide(approving, storyOf(events, { definition: approving }), now);
  const told = (...events: Event[]) =>
    extend(
      evolve(approving, storyOf([], { definition: approving })),
      storyOf(events, { definition: approving }).journal,
    );
  beforeEach(() => {
    [passed, within, broken] = [true, 100, false];
  });

  it('is decided once and journalled, so that another unless or within in a later release changes nothing', () => {
    const over = told(done('create-trip'));
    expect(over[0]!.waits).to.deep.equal([{ step: 'trip-approved', passed: true }]);
    passed = false;
    expect(inWords(at(1, ...over))).to.equal('send trips.confirm');
    const waiting = told(done('create-trip'));
    [passed, within] = [true, 5];
    expect(inWords(at(50, ...waiting))).to.equal('wait trip-approved until 100');
    expect(inWords(at(100, ...waiting))).to.equal('expire TIMEOUT');
  });
  it('of an older journal is decided when it is folded, as before', () => {
    const old = { ...storyOf([], { definition: approving }), journal: [{ ...done('create-trip'), at: 0 }] };
    expect(inWords(decide(approving, old, 1))).to.equal('send trips.confirm');
    passed = false;
    expect(inWords(decide(approving, old, 1))).to.equal('wait trip-approved until 100');
  });
  it('that cannot be decided is a failed attempt that backs off, needs attention, and continues once it is fixed', () => {
    broken = true;
    const failing = (attempt: number) => failed('trip-approved', 10 * attempt, { attempt });
    expect(told(done('create-trip'))).to.deep.equal([{ ...done('create-trip'), at: 0, undecided: ['trip-approved'] }]);
    expect(at(1, done('create-trip'))).to.deep.include({
      type: 'definition-failed',
      step: 'trip-approved',
      attempt: 1,
    });
    const five = [done('create-trip'), ...[1, 2, 3, 4, 5].map(failing)];
    expect(inWords(at(45, ...five))).to.equal('sleep until 50');
    expect(evolve(approving, storyOf(five, { definition: approving })).state).to.equal('NEEDS_ATTENTION');
    broken = false;
    passed = false;
    const decided = at(50, ...five);
    expect(decided).to.deep.include({ type: 'decide', step: 'trip-approved' });
    const after = told(...five, { type: 'decided', ...(decided as { wait: WaitDecision }).wait });
    passed = true;
    expect(inWords(at(51, ...after))).to.equal('wait trip-approved until 100');
    expect(evolve(approving, storyOf(after, { definition: approving })).state).to.equal('WAITING');
  });
  it('that cannot be decided can still be cancelled, approved and described', () => {
    broken = true;
    const here = [done('create-trip'), failed('trip-approved', 9)];
    expect(inWords(at(1, ...here, cancelled))).to.equal('undo trips.cancel');
    expect(inWords(at(1, ...here, approved))).to.equal('send trips.confirm');
    expect(describeSaga(approving, storyOf(here, { definition: approving })).state).to.equal('RUNNING');
  });
  it('whose time limit is not a number of milliseconds is a failed attempt as well', () => {
    [passed, within] = [false, Number.NaN];
    expect(inWords(at(1, done('create-trip')))).to.equal('definition of trip-approved failed');
  });
});

describe('decide, a follow-up that cannot be built', () => {
  const broken = {
    ...bookTrip,
    onLateCancel: () => {
      throw new Error('no');
    },
  };
  const fails = (count: number) =>
    Array.from({ length: count }, (_, n) => failed('follow-up', 1_000 * (n + 1), { attempt: n + 1 }));
  const at = (now: number, ...events: Event[]) => decide(broken, storyOf([...all, cancelled, ...events]), now);
  it('is a failed attempt that backs off and needs attention, whatever came before', () => {
    expect(at(0)).to.deep.include({ type: 'definition-failed', step: 'follow-up', attempt: 1, key: 'o1.follow-up' });
    expect(inWords(at(1_500, ...fails(2)))).to.equal('sleep until 2000');
    const five = storyOf([...all, cancelled, ...fails(5)]);
    expect(evolve(broken, five).state).to.equal('NEEDS_ATTENTION');
    expect(inWords(decide(bookTrip, five, 5_000)), 'fixed').to.equal('start cancel-trip');
    expect(describeSaga(broken, five).state).to.equal('NEEDS_ATTENTION');
  });
});

describe('a step that could not be decided', () => {
  let broken = true;
  const unless = () => {
    if (broken) throw new Error('not fixed yet');
    return true;
  };
  beforeEach(() => (broken = true));

  it('stays so until the journal says otherwise, whatever the function answers later', () => {
    const behind = looseSaga('any', { version: 1 })
      .pivot(...named('pivot'))
      .waitFor({ name: 'asked' }, { within: 1_000, unless, onExpiry: 'ask' })
      .end({ onLateCancel: () => ({ saga: 'undo', id: 'u', input: {} }) });
    const followed: Event = { type: 'followed-up', saga: 'undo', id: 'u' };
    const story = storyOf([done('pivot'), cancelled, followed], { definition: behind });
    broken = false;
    expect([story.state, evolve(behind, story).state]).to.deep.equal(['COMPENSATED', 'COMPENSATED']);
  });

  it('has had a failed attempt when it is the first', () => {
    const first = made((all) => all.step(...named('a', { unless })));
    const story = storyOf([], { definition: first });
    const [attempt] = story.journal;
    expect(attempt).to.include({ type: 'failed', step: 'a', phase: 'do', attempt: 1, retryAt: 0, at: 0 });
    expect(attempt).to.include({ error: 'The definition of a failed: Error: not fixed yet' });
    broken = false;
    expect(decide(first, story, 1)).to.deep.include({ type: 'decide', wait: { step: 'a', passed: true } });
  });

  it('was decided if an earlier release, which decides while it folds, has passed it', () => {
    const definition = made((all) => all.step(...named('x')).waitFor({ name: 'asked' }, { within: 1_000, unless }));
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
    expect(later(restarted('x'), done('x'), done('pivot')).cursor).to.equal(3);
    expect(later(cancelled, undone('x')).state).to.equal('COMPENSATED');
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
        .waitFor({ name: 'asked' }, { within: 1_000, unless })
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
