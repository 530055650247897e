import { expect } from 'chai';
import Joi from 'joi';
import { participant } from '../../dist/core/participant.js';
import { hours } from '../../dist/core/duration.js';
import { followUp, saga, signal } from '../../dist/core/saga.js';
import { storyOf } from '../../dist/testkit/story.js';

interface Hotel {
  hold(request: { trip: string; nights: number }): { room: number };
  release(request: { trip: string }): void;
  confirm(request: { trip: string; room: number; by: string }): void;
  mail(request: { trip: string }): void;
}
const hotel = participant<Hotel>('hotel');
const approved = signal<{ by: string }>()('approved');
const cancelTrip = saga<{ trip: string }>('cancel-trip', { version: 1 })
  .retriable('release-room', { command: (s) => hotel.release({ trip: s.input.trip }) })
  .end();
const bookRoom = saga<{ nights: number }>('book-room', { version: 1 })
  .step('hold-room', {
    command: (s) => hotel.hold({ trip: s.id, nights: s.input.nights }),
    compensate: (s) => hotel.release({ trip: s.id }),
  })
  .waitFor(approved, { within: hours(24), expires: 'NOT_APPROVED' })
  .pivot('confirm-room', {
    command: (s) => hotel.confirm({ trip: s.id, room: s.holdRoom.room, by: s.approved.by }),
  })
  .retriable('mail', { command: (s) => hotel.mail({ trip: s.id }) })
  .end({ onLateCancel: (s) => followUp(cancelTrip, `${s.id}-cancel`, { trip: s.id }) });

const begun = storyOf(bookRoom, { nights: 2 }, { id: 't1' });
const held = begun.done({ room: 7 });

describe('the story of a saga', () => {
  it('shows the next command, its request, and the current wait with its deadline', () => {
    expect([begun.next, begun.request]).to.deep.equal(['hotel.hold', { trip: 't1', nights: 2 }]);
    expect([held.next, held.request, held.until]).to.deep.equal(['wait approved', undefined, hours(24)]);
    const confirming = held.signal(approved, { by: 'bob' });
    expect(confirming.request).to.deep.equal({ trip: 't1', room: 7, by: 'bob' });
    expect(confirming.run().next).to.equal('COMPLETED');
  });

  it('explains a wrong use by the possible and the actual values', () => {
    const unknown = signal<object>()('rain');
    expect(() => held.signal(unknown, {})).to.throw('book-room waits for no signal rain: there are approved.');
    expect(() => begun.run({ 'hold-rooms': { room: 7 } })).to.throw(
      'book-room sends nothing at hold-rooms: there are hold-room, confirm-room, mail.',
    );
    expect(() => begun.run({}, 'hotel.mails')).to.throw(
      'It never came to hotel.mails: next is wait approved, after hotel.hold: done.',
    );
    expect(() => held.done()).to.throw('Nothing was sent that could be answered: next is wait approved.');
  });

  it('requires an input that matches its schema, and adds its defaults', () => {
    const input = Joi.object<{ nights: number }, true>({ nights: Joi.number().min(1).default(3) });
    const checked = saga('book-hotel', { version: 1, input })
      .pivot('hold', { command: (s) => hotel.hold({ trip: s.id, nights: s.input.nights }) })
      .end();
    expect(storyOf(checked, {} as { nights: number }).request).to.include({ nights: 3 });
    expect(() => storyOf(checked, { nights: 0 })).to.throw(/input\.nights: nights must be greater than or equal to 1/);
  });

  it('branches without a change of the original', () => {
    expect(held.cancel('CHANGED_MY_MIND').next).to.equal('undo hotel.release');
    expect(held.after(hours(24)).next).to.equal('undo hotel.release');
    expect(held.next).to.equal('wait approved');
    expect(begun.refused('NO_ROOM').next).to.equal('COMPENSATED');
  });

  it('retries a step in doubt after a rest', () => {
    const doubtful = begun.inDoubt();
    expect(doubtful.next).to.equal('rest');
    const again = doubtful.after(doubtful.until!);
    expect([again.next, again.done({ room: 1 }).next]).to.deep.equal(['hotel.hold', 'wait approved']);
  });

  it('has a transcript of one line per event', () => {
    const told = held.signal(approved, { by: 'bob' }).cancel('ILL').run().transcript;
    expect(told).to.deep.equal([
      'hotel.hold: done',
      'signal approved',
      'cancel, ILL',
      'hotel.confirm: done',
      'hotel.mail: done',
      'start cancel-trip: done',
    ]);
  });

  it('refuses an answer if nothing was sent', () => {
    expect(() => held.done()).to.throw('Nothing was sent that could be answered: next is wait approved.');
  });
});
