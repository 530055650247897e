import { expect } from 'chai';
import { diagram } from '../../dist/core/diagram.js';
import { hours, minutes } from '../../dist/core/duration.js';
import { fingerprintParts } from '../../dist/core/fingerprint.js';
import { participant } from '../../dist/core/participant.js';
import { saga, signal } from '../../dist/core/saga.js';
import { storyOf, type Story } from '../../dist/testkit/story.js';
import { looseSaga, type LooseBuilder } from './loose.js';
import { approved, bookTrip, checkedIn, replies, wish } from './trip.js';

const input = { hotels: ['ritz', 'ibis'], travellers: 2, car: true } as const;
const begun = storyOf(bookTrip, input, { id: 't1' });
const bob = { by: 'bob' };
const held = begun.run(replies);
const confirming = held.signal(approved, bob).signal(approved, { by: 'eve' });
const waiting = confirming.run(replies);

/** Leaves every attempt in doubt until the saga stops retrying. */
const givesUp = (story: Story, next = story.next): Story =>
  story.next === 'rest'
    ? givesUp(story.after(story.until!), next)
    : story.next === next
      ? givesUp(story.inDoubt(), next)
      : story;

describe('a step that is left out', () => {
  const withoutCar = storyOf(bookTrip, { ...input, car: false }, { id: 't1' });

  it('is not sent, on either side of the pivot', () => {
    expect(begun.together).to.deep.equal(['flights.hold', 'cars.hold']);
    expect(withoutCar.together).to.deep.equal(['flights.hold']);
    const lines = withoutCar.run(replies).signal(approved, bob).signal(approved, { by: 'eve' }).run(replies).transcript;
    expect(lines.filter((line) => line.startsWith('cars'))).to.deep.equal([]);
    expect(waiting.transcript).to.include('cars.confirm: done');
  });

  it('is not undone', () => {
    const undone = (story: Story) =>
      story
        .run(replies)
        .cancel('ILL')
        .run()
        .transcript.filter((line) => line.startsWith('undo'));
    expect(undone(withoutCar)).to.deep.equal(['undo flights.release: done', 'undo hotels.release: done']);
    expect(undone(begun)).to.deep.equal([
      'undo cars.release: done',
      'undo flights.release: done',
      'undo hotels.release: done',
    ]);
    expect(undone(withoutCar.done(replies['hold-hotel']))).to.have.length(2);
  });
});

describe('an alternative step', () => {
  const refused = begun.refused('FULL');

  it('runs when a step is refused, and its reply replaces that of the step', () => {
    expect([refused.next, refused.request]).to.deep.equal(['hotels.hold', { trip: 't1', hotel: 'ibis' }]);
    const confirmed = refused.run(replies).signal(approved, bob).signal(approved, { by: 'eve' }).done({ ticket: 'T9' });
    expect([confirmed.next, confirmed.request]).to.deep.equal(['hotels.confirm', { trip: 't1', hotel: 'ibis' }]);
  });

  it('is undone instead of the step', () => {
    const turned = refused.run(replies).cancel('ILL').run(undefined, 'undo hotels.release');
    expect(turned.request).to.deep.equal({ trip: 't1', hotel: 'ibis', why: 'ILL' });
    expect(turned.done().next).to.equal('COMPENSATED');
  });

  it('does not run when the step was done, and the saga compensates when the last alternative is refused', () => {
    expect(begun.done(replies['hold-hotel']).next).to.equal('flights.hold');
    const turned = refused.refused('FULL_TOO');
    // sent with the refused step
    expect([turned.next, turned.done().next]).to.deep.equal(['undo cars.release', 'undo flights.release']);
    expect(turned.run().next).to.equal('COMPENSATED');
  });

  it('waits until a step in doubt is undone', () => {
    const doubtful = givesUp(begun);
    expect([doubtful.next, doubtful.request]).to.deep.equal([
      'undo hotels.release',
      { trip: 't1', hotel: 'ritz', why: 'FAILED' },
    ]);
    const failing = doubtful.inDoubt();
    expect(failing.after(failing.until!).next).to.equal('undo hotels.release');
    const other = doubtful.done();
    expect([other.next, other.request]).to.deep.equal(['hotels.hold', { trip: 't1', hotel: 'ibis' }]);
    expect(other.run(replies).next).to.equal('wait approved');
    expect(
      doubtful
        .cancel('ILL')
        .run()
        .transcript.filter((line) => line.startsWith('undo hotels')),
    ).to.have.length(1);
  });
});

describe('a group', () => {
  it('is sent at once, and a refusal undoes the rest of it, which is in doubt', () => {
    expect(begun.together).to.deep.equal(['flights.hold', 'cars.hold']);
    const turned = begun.done(replies['hold-hotel']).refused('NO_SEAT');
    expect(turned.run().transcript.slice(2)).to.deep.equal(['undo cars.release: done', 'undo hotels.release: done']);
  });
});

describe('a wait after the pivot', () => {
  it('ends without the signal when its time has passed', () => {
    expect([waiting.next, waiting.until]).to.deep.equal(['wait wish', minutes(30)]);
    expect(waiting.after(minutes(30)).next).to.equal('wait checked-in');
    const ticket = waiting.after(minutes(30)).signal(checkedIn, { desk: 3 });
    expect(ticket.request).to.deep.equal({ trip: 't1', seat: 'T9-3-0' });
  });

  it('passes on the signals that were collected', () => {
    const wishes = waiting.signal(wish, { wish: 'sea' }).signal(wish, { wish: 'quiet' });
    expect(wishes.next).to.equal('wait wish');
    const ticket = wishes.after(minutes(30)).signal(checkedIn, { desk: 3 });
    expect(ticket.request).to.deep.equal({ trip: 't1', seat: 'T9-3-2' });
  });

  it('needs attention when its time has passed, keeps waiting, and never compensates', () => {
    const late = waiting.after(minutes(30)).after(hours(24));
    expect(late.next).to.equal('wait checked-in');
    expect(late.until).to.be.above(hours(24));
    expect(late.signal(checkedIn, { desk: 1 }).run().next).to.equal('COMPLETED');
  });

  it('ends when a cancel starts the saga that undoes', () => {
    expect(waiting.cancel('ILL').next).to.equal('start cancel-trip');
    expect(waiting.cancel('ILL').run().next).to.equal('COMPENSATED');
    const cancelled = confirming.cancel('ILL').run(replies);
    expect(cancelled.next).to.equal('COMPENSATED');
    expect(cancelled.transcript).to.not.include('wish runs out');
  });
});

describe('a signal that may come more than once', () => {
  it('ends the wait when the saga has collected enough', () => {
    const one = held.signal(approved, bob);
    expect(one.next).to.equal('wait approved');
    expect(one.after(hours(24)).next).to.equal('undo cars.release');
    expect(one.signal(approved, { by: 'eve' }).next).to.equal('flights.confirm');
  });

  it('may come early', () => {
    const early = begun.signal(approved, bob).signal(approved, { by: 'eve' }).run(replies);
    expect(early.transcript).to.include('flights.confirm: done');
  });
});

describe('one method of a participant, several times in one saga', () => {
  const hotel = participant<{ hold(request: { night: number }): { room: number } }>('hotel');
  const nights = saga<object>('nights', { version: 1 })
    .step('first-night', { command: () => hotel.hold({ night: 1 }), compensate: 'nothing' })
    .step('second-night', { command: (s) => hotel.hold({ night: s.firstNight.room }), compensate: 'nothing' })
    .pivot('third-night', { command: (s) => hotel.hold({ night: s.secondNight.room }) })
    .end();

  it('has a separate reply each time', () => {
    const second = storyOf(nights, {}).done({ room: 20 });
    expect(second.request).to.deep.equal({ night: 20 });
    expect(second.done({ room: 30 }).request).to.deep.equal({ night: 30 });
  });
});

describe('the fingerprint and the diagram', () => {
  const command = () => ({ participant: 'p', method: 'm', request: {} });
  const step = { command, compensate: command };
  const partsOf = (building: LooseBuilder) => JSON.stringify(fingerprintParts(building.pivot('z', step).end()));
  const from = (build: (building: LooseBuilder) => LooseBuilder) => partsOf(build(looseSaga('any', { version: 1 })));

  it('differ for every part of a definition', () => {
    const all = [
      from((b) => b.step('a', step).step('b', step)),
      from((b) => b.step('a', step).orElse('b', step)),
      from((b) => b.step('a', { ...step, unless: () => true }).step('b', step)),
      from((b) => b.step('a', { ...step, unless: () => false }).step('b', step)),
      from((b) => b.together('g', (group) => group.step('a', step).step('b', step))),
      from((b) => b.step('a', step).waitFor(signal()('b'), { within: 1 })),
      from((b) => b.step('a', step).waitFor(signal()('b'), { within: 1, collect: 2 })),
      from((b) => b.step('a', step).waitFor(signal()('b'), { within: 1, collect: 3 })),
    ];
    expect(new Set(all).size).to.equal(all.length);
  });

  it('contain alternatives, groups and steps that are left out', () => {
    const lines = diagram(bookTrip)
      .split('\n')
      .map((line) => line.trim());
    expect(lines).to.include.members([
      'state "or else hold-other-hotel" as holdOtherHotel',
      'holdHotel --> holdFlight : together',
      'holdHotel --> holdOtherHotel : refused',
      'undo_holdHotel --> holdOtherHotel : in doubt',
      'holdOtherHotel --> COMPENSATED : refused',
      'holdFlight --> undo_holdHotel : refused',
      'holdFlight --> undo_holdOtherHotel : refused',
      'holdCar --> approved : not needed',
      'wish --> checkedIn : ran out',
    ]);
    expect(lines.some((line) => line.startsWith('checkedIn --> undo'))).to.equal(false);
  });
});
