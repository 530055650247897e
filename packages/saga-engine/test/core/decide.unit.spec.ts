import { expect } from 'chai';
import { decide } from '../../dist/core/decide.js';
import { minutes } from '../../dist/core/duration.js';
import { evolve } from '../../dist/core/evolve.js';
import type { Event } from '../../dist/core/journal.js';
import { saga } from '../../dist/core/saga.js';
import { cancelTrip, trips, bookTrip } from './small-trip.js';
import {
  seatHeld,
  cancelled,
  done,
  failed,
  gaveUp,
  given,
  held,
  inWords,
  approved,
  refused,
  storyOf,
  undone,
} from './story.js';

const says = (events: readonly Event[], now = 0) => inWords(given(events, now));
const all = [...seatHeld, done('confirm-trip'), done('issue-ticket')];

describe('decide, forward', () => {
  it('sends the first command with the same key at each attempt', () => {
    const first = given([]);
    expect(first).to.deep.include({ type: 'send', step: 'create-trip', key: 'o1.create-trip', attempt: 1 });
    expect(first).to.deep.nested.include({ 'command.request': { tripId: 'o1', city: 'oslo' } });
    expect(given([failed('create-trip', 5)], 5)).to.deep.include({ key: 'o1.create-trip', attempt: 2 });
  });
  it('continues with the next step', () => expect(says([done('create-trip')])).to.equal('send hotel.hold'));
  it('measures a wait from its begin', () => {
    const late = { ...done('hold-room'), at: 1000 };
    expect(inWords(given([done('create-trip'), late]))).to.equal(`wait trip-approved until ${minutes(15) + 1000}`);
  });
  it('skips a wait that is not needed', () =>
    expect(given(held, 0, { city: 'oslo', preApproved: 'c1' })).to.deep.nested.include({
      'command.request': { tripId: 'o1', token: 'c1', priceMinor: 500 },
    }));
  it('counts parks separately from attempts', () => {
    const parked: Event = { type: 'parked', step: 'create-trip', phase: 'do', until: 0, why: 'breaker open' };
    expect(given([parked, parked, failed('create-trip', 0)], 1)).to.deep.include({ parkedRow: 2, attempt: 2 });
  });
  it('takes the first of two signals', () => {
    const again: Event = { type: 'signalled', signal: 'trip-approved', payload: { token: 't2' } };
    const decision = given([done('create-trip'), approved, again, done('hold-room')]);
    expect(decision).to.deep.nested.include({ 'command.request.token': 't1' });
  });
  it('uses earlier replies and the payload of the signal', () =>
    expect(given([...held, approved])).to.deep.nested.include({
      'command.request': { tripId: 'o1', token: 't1', priceMinor: 500 },
    }));
  it('keeps a signal that came before its wait', () => expect(says([approved, ...held])).to.equal('send airline.hold'));
  it('continues past the pivot', () => expect(says(seatHeld)).to.equal('send trips.confirm'));
  it('ends when all is done', () => expect(says(all)).to.equal('COMPLETED'));
  it('rests after a failure until the retry is due', () => {
    expect(says([failed('create-trip', 700)], 699)).to.equal('sleep until 700');
    expect(says([failed('create-trip', 700)], 700)).to.equal('send trips.create');
  });
  it('does not rest until a time that only a clock far ahead can have written', () => {
    expect(says([failed('create-trip', minutes(1))], 0)).to.equal(`sleep until ${minutes(1)}`);
    expect(says([failed('create-trip', minutes(10))], 0)).to.equal('send trips.create');
  });
  it('retries at once on request', () =>
    expect(says([failed('create-trip', 700), { type: 'retry-requested', by: 'a', reason: 'r' }])).to.equal(
      'send trips.create',
    ));
  it('counts no attempt for a parked step', () => {
    const parked: Event = { type: 'parked', step: 'create-trip', phase: 'do', until: 900, why: 'breaker open' };
    expect(given([parked], 100)).to.deep.include({ type: 'sleep', until: 900, why: 'breaker open' });
    expect(given([parked], 900)).to.deep.include({ type: 'send', attempt: 1 });
  });
  it('has a last attempt before the pivot, and none after it', () => {
    expect(given([failed('create-trip', 0, { attempt: 2 })], 1)).to.deep.include({ last: true });
    const impatient = saga<{ city: string }>('impatient', { version: 1 })
      .pivot('confirm-trip', {
        command: (s) => trips.confirm({ tripId: s.id }),
        retry: { attempts: 1, first: 1, max: 1 },
      })
      .end();
    expect(decide(impatient, storyOf([], { definition: impatient }), 0)).to.deep.include({ attempt: 1, last: false });
  });
});

describe('decide, when a run may be ahead of the journal', () => {
  const ahead = { city: 'oslo', preApproved: 'c1' };
  const undoing = (events: readonly Event[], input?: typeof ahead) => {
    const sent: string[] = [];
    const journal = [...events];
    for (;;) {
      const decision = given(journal, 0, input);
      if (decision.type !== 'undo') return sent;
      sent.push(decision.step);
      journal.push(undone(decision.step));
    }
  };
  it('undoes the step in progress and those that may have been sent after it, up to the pivot', () =>
    expect(undoing([cancelled], ahead)).to.deep.equal(['hold-seat', 'hold-room', 'create-trip']));
  it('undoes nothing after a wait that no run can have passed', () => {
    expect(undoing([cancelled])).to.deep.equal(['hold-room', 'create-trip']);
    expect(undoing([...held, cancelled])).to.deep.equal(['hold-room', 'create-trip']);
  });
  it('undoes steps after a wait whose signal had come', () =>
    expect(undoing([approved, cancelled])).to.deep.equal(['hold-seat', 'hold-room', 'create-trip']));
  it('undoes steps that may have been sent after a step that exhausted its attempts', () =>
    expect(undoing([failed('create-trip', 0), gaveUp('create-trip')])).to.deep.equal(['hold-room', 'create-trip']));
  it('undoes nothing after a refusal', () =>
    expect(undoing([done('create-trip'), refused('hold-room')], ahead)).to.deep.equal(['create-trip']));
});

describe('decide, back', () => {
  it('does not undo a refused step', () =>
    expect(says([done('create-trip'), refused('hold-room')])).to.equal('undo trips.cancel'));
  it('undoes a step in doubt', () =>
    expect(says([done('create-trip'), gaveUp('hold-room')])).to.equal('undo hotel.release'));
  it('undoes the command in progress when it is cancelled', () =>
    expect(says([done('create-trip'), cancelled])).to.equal('undo hotel.release'));
  it('expires a wait and undoes in strict reverse order, with the reason', () => {
    expect(says(held, minutes(15))).to.equal('expire APPROVAL_TIMEOUT');
    const expired: Event = { type: 'expired', step: 'trip-approved', of: 'wait', reason: 'APPROVAL_TIMEOUT' };
    const turned = [...held, expired];
    expect(given(turned)).to.deep.nested.include({ key: 'o1.hold-room.undo', 'command.request.holdId': 'h1' });
    expect(given([...turned, undone('hold-room')])).to.deep.nested.include({
      'command.request': { tripId: 'o1', reason: 'APPROVAL_TIMEOUT' },
    });
    expect(says([...turned, undone('hold-room'), undone('create-trip')])).to.equal('COMPENSATED');
  });
  it('ends at once when the first step is refused', () =>
    expect(says([refused('create-trip')])).to.equal('COMPENSATED'));
  it('undoes everything when the pivot itself is refused', () =>
    expect(says([...seatHeld, refused('confirm-trip')])).to.equal('undo airline.release'));
  it('keeps the order of undos after one failure, and continues past an undo that keeps failing', () => {
    const turned = [...held, cancelled];
    const fails = [1, 2, 3].map((attempt) => failed('hold-room', 1000 * attempt, { attempt, phase: 'undo' }));
    expect(says([...turned, ...fails.slice(0, 2)], 0)).to.equal('sleep until 2000');
    expect(says([...turned, ...fails], 0)).to.equal('undo trips.cancel');
    expect(says([...turned, ...fails, undone('create-trip')], 0)).to.equal('sleep until 3000');
    expect(says([...turned, ...fails, undone('create-trip')], 3000)).to.equal('undo hotel.release');
  });
  it('rests until the first of several failing undos is due', () => {
    const fails = (step: string, retryAt: number) =>
      [1, 2, 3].map((attempt) => failed(step, retryAt, { attempt, phase: 'undo' }));
    const turned = [...held, cancelled];
    expect(says([...turned, ...fails('hold-room', 3000), ...fails('create-trip', 2000)])).to.equal('sleep until 2000');
    expect(says([...turned, ...fails('hold-room', 2000), ...fails('create-trip', 3000)])).to.equal('sleep until 2000');
  });
  it('continues at once past an undo whose participant is unreachable', () => {
    const parked: Event = { type: 'parked', step: 'hold-room', phase: 'undo', until: 900, why: 'breaker open' };
    expect(says([...held, cancelled, parked])).to.equal('undo trips.cancel');
  });
});

describe('decide, cancel and the pivot', () => {
  it('continues once every step before the pivot is done, then starts the follow-up', () => {
    expect(says([...seatHeld, cancelled])).to.equal('send trips.confirm');
    expect(given([...all, cancelled])).to.deep.include({
      type: 'start-follow-up',
      followUp: { saga: 'cancel-trip', id: 'o1-cancel', input: { tripId: 'o1' } },
    });
    const followed: Event = { type: 'followed-up', saga: 'cancel-trip', id: 'o1-cancel' };
    expect(says([...all, cancelled, followed])).to.equal('COMPLETED');
  });
  it('needs no follow-up when the pivot is refused after the cancel', () => {
    const back = ['hold-seat', 'hold-room', 'create-trip'].map(undone);
    expect(says([...seatHeld, cancelled, refused('confirm-trip'), ...back])).to.equal('COMPENSATED');
  });
  const noTicket = { ...failed('issue-ticket', 9_000), refused: true } as Event;
  const byHand: Event = { type: 'resolved', by: 'a', reason: 'r' };
  const confirmed = [...seatHeld, done('confirm-trip')];
  const often = (step: string) => Array.from({ length: 5 }, () => failed(step, 9_000));

  describe('starts the follow-up, and then sends nothing more,', () => {
    const followed: Event = { type: 'followed-up', saga: 'cancel-trip', id: 'o1-cancel' };
    const rows: [string, readonly Event[], string][] = [
      ['when the ticket is refused and a cancel is asked for', [...confirmed, noTicket, cancelled], 'COMPENSATED'],
      ['when a cancel was asked for and the ticket is refused', [...confirmed, cancelled, noTicket], 'COMPENSATED'],
      ['when the ticket is not answered for long', [...confirmed, cancelled, ...often('issue-ticket')], 'COMPENSATED'],
      ['when the pivot is in doubt for long', [...seatHeld, ...often('confirm-trip'), cancelled], 'COMPENSATED'],
      ['when it was resolved by hand after the cancel', [...confirmed, noTicket, cancelled, byHand], 'RESOLVED'],
      ['when it was resolved by hand before the cancel', [...confirmed, noTicket, byHand, cancelled], 'COMPENSATED'],
      ['when the pivot was resolved by hand', [...seatHeld, failed('confirm-trip', 9), cancelled, byHand], 'RESOLVED'],
      [
        'when it had begun to compensate for the cancel and was resolved by hand',
        [...held, cancelled, byHand],
        'RESOLVED',
      ],
      [
        'when the pivot was refused after a cancel, and it was resolved by hand while it began to compensate',
        [...seatHeld, cancelled, refused('confirm-trip'), byHand],
        'RESOLVED',
      ],
    ];
    for (const [when, events, state] of rows)
      it(when, () => {
        expect(says(events)).to.equal('start cancel-trip');
        expect(says([...events, followed], 9_999)).to.equal(state);
      });
  });
  it('waits for the ticket while it may only be slow, and needs attention without a cancel', () => {
    expect(says([...confirmed, cancelled, failed('issue-ticket', 9_000)])).to.equal('sleep until 9000');
    expect(says([...confirmed, noTicket])).to.equal('sleep until 9000');
    expect(evolve(bookTrip, storyOf([...confirmed, noTicket])).state).to.equal('NEEDS_ATTENTION');
  });
  it('ends when an operator resolves it, unless a cancel was accepted before', () => {
    for (const events of [seatHeld, [...held, refused('hold-room')], [done('create-trip'), gaveUp('hold-room')]])
      expect(says([...events, byHand])).to.equal('RESOLVED');
    expect(says([...held, cancelled, undone('hold-room'), undone('create-trip'), byHand])).to.equal('RESOLVED');
    expect(says([...held, cancelled, byHand, { ...cancelled, again: true } as Event])).to.match(/^undo /);
  });
  it('never compensates a saga of retriables only', () => {
    const record = storyOf([cancelled], { definition: cancelTrip });
    expect(inWords(decide(cancelTrip, { ...record, input: { tripId: 'o1' } }, 0))).to.equal('send airline.return');
  });
});
