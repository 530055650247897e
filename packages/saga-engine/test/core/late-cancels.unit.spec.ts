import { expect } from 'chai';
import { advance } from '../../dist/core/advance.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import { evolve } from '../../dist/core/evolve.js';
import type { Event } from '../../dist/core/journal.js';
import { preview } from '../../dist/core/preview.js';
import { cancelSweeper } from '../../dist/core/recover.js';
import { cancelTrip, bookTrip } from './small-trip.js';
import { days, minutes } from './simulation/lengths.js';
import { seatHeld, cancelled, done, failed, held, refused, storyOf, undone } from './story.js';
import { after, all, ask, by, followed, resolved } from './called.js';

describe('calls on sagas', () => {
  it('answers late to a cancel that has no follow-up', async () => {
    const { ports, stored } = after([]);
    const calls = sagaCalls(ports);
    await calls.start({ saga: 'cancel-trip', id: 'c1', input: { tripId: 'o1' } });
    expect((await calls.cancel('c1', by)).answer).to.equal('late');
    expect((await calls.compensate('c1', by)).answer).to.equal('late');
    expect(stored().journal).to.deep.equal([]);
  });

  it('keeps the reason of the first of two late cancels', () => {
    const other: Event = { type: 'cancel-requested', by: 'u2', reason: 'OTHER' };
    const { lateCancel } = evolve(bookTrip, storyOf([...seatHeld, cancelled, other]));
    expect(lateCancel).to.deep.equal({ by: 'u1', reason: 'TRAVELLER_CANCELLED' });
  });

  it('starts the saga that undoes once after a late cancel, whatever is lost in between', async () => {
    const { calls, ports, journal, stored } = after(all);
    await ask.cancel(calls);
    expect(stored().nextActionAt).to.not.equal(null);
    const before = stored();
    await advance(ports, 'o1');
    journal.sagas.set('o1', before); // the state after a crash right after the start of the follow-up
    await advance(ports, 'o1');
    expect(stored().nextActionAt).to.equal(null);
    expect((await advance(ports, 'o1-cancel'))?.state).to.equal('COMPLETED');
    expect(journal.sagas.get('o1-cancel')?.correlationId).to.equal('o1');
    expect([...journal.sagas.keys()]).to.deep.equal(['o1', 'o1-cancel']);
  });

  it('starts the follow-up of a cancel when the retriable never succeeds, and shows it in the preview', async () => {
    const refusing = { ...failed('issue-ticket', 9_000), refused: true } as Event;
    const { calls, ports, stored, journal } = after([...seatHeld, done('confirm-trip'), refusing]);
    expect(preview(bookTrip, stored()).map(({ step }) => step)).to.deep.equal(['follow-up']);
    await ask.cancel(calls);
    expect((await advance(ports, 'o1'))?.state).to.equal('COMPENSATED');
    expect([stored().nextActionAt, preview(bookTrip, stored())]).to.deep.equal([null, []]);
    expect((await advance(ports, 'o1-cancel'))?.state).to.equal('COMPLETED');
    expect(journal.sagas.get('o1-cancel')?.input).to.deep.equal({ tripId: 'o1' });
  });

  for (const [when, events] of Object.entries({
    'at its pivot': [...seatHeld, cancelled, failed('confirm-trip', 9_000)],
    'while it is undone': [...held, cancelled],
  }))
    it(`starts the follow-up when a saga whose cancel was accepted is resolved by hand ${when}`, async () => {
      const { calls, ports, journal } = after(events);
      expect((await ask.resolve(calls)).saga.state).to.equal('RESOLVED');
      expect((await advance(ports, 'o1'))?.state).to.equal('RESOLVED');
      expect([journal.sagas.has('o1-cancel'), journal.sagas.get('o1')?.nextActionAt]).to.deep.equal([true, null]);
      expect((await advance(ports, 'o1-cancel'))?.state).to.equal('COMPLETED');
    });

  it('continues a cancelling saga that was resolved by hand with another saga, however often', async () => {
    const { calls, ports, journal, participants } = after([...all, cancelled]);
    const yes = participants.answer;
    participants.answer = (command, key) =>
      key.endsWith('.free-room') ? { type: 'refused', reason: 'NOT_NOW' } : yes(command, key);
    await advance(ports, 'o1');
    const following = ['o1-cancel', 'o1-cancel-cancel', 'o1-cancel-cancel-cancel'];
    for (const id of following.slice(0, 2)) {
      expect((await advance(ports, id))?.state).to.equal('NEEDS_ATTENTION');
      const { saga } = await calls.resolve(id, { by: 'admin', reason: 'freed by hand' });
      expect(saga.state).to.equal('RESOLVED');
      expect(preview(cancelTrip, journal.sagas.get(id)!).map(({ step }) => step)).to.deep.equal(['follow-up']);
      // repeated before that one has begun: the cancel is already in progress
      expect((await ask.cancel(calls)).answer).to.equal('duplicate');
      await advance(ports, id);
      expect(journal.sagas.get(id)).to.deep.include({ state: 'RESOLVED', nextActionAt: null });
      expect((await calls.resolve(id, { by: 'admin', reason: 'again' })).answer).to.equal('late');
    }
    participants.answer = yes;
    expect((await advance(ports, following[2]!))?.state).to.equal('COMPLETED');
    expect([...journal.sagas.keys()]).to.deep.equal(['o1', ...following]);
    expect(journal.sagas.get(following[2]!)).to.deep.include({ correlationId: 'o1', input: { tripId: 'o1' } });
    const left = journal.sagas.get('o1-cancel')!.journal.map(({ type }) => type);
    expect((await ask.cancel(calls)).answer).to.equal('duplicate');
    expect(journal.sagas.get('o1-cancel')!.journal.map(({ type }) => type)).to.deep.equal(left);
  });

  it('starts the follow-up of a cancel when an undo is skipped by hand', async () => {
    const { calls, ports, journal } = after([...held, cancelled, failed('hold-room', 9_000, { phase: 'undo' })]);
    const wish = { step: 'hold-room', outcome: 'refused', by: 'admin', reason: 'lost' } as const;
    expect(await calls.force('o1', wish).catch(String)).to.match(/would start what hold-room did again/);
    await calls.force('o1', { ...wish, confirm: true });
    await advance(ports, 'o1');
    expect(journal.sagas.get('o1')).to.deep.include({ state: 'RESOLVED', nextActionAt: null });
    expect((await advance(ports, 'o1-cancel'))?.state).to.equal('COMPLETED');
  });

  it('starts the follow-up of a cancel that came during another compensation, when the saga is then resolved', async () => {
    const { calls, ports, journal } = after([...held, refused('hold-seat')]);
    expect((await ask.cancel(calls)).answer).to.equal('accepted');
    expect((await ask.cancel(calls)).answer).to.equal('duplicate');
    await ask.resolve(calls);
    expect((await advance(ports, 'o1'))?.state).to.equal('RESOLVED');
    expect((await advance(ports, 'o1-cancel'))?.state).to.equal('COMPLETED');
    expect(journal.sagas.get('o1-cancel')?.input).to.deep.equal({ tripId: 'o1' });
  });

  it('starts a follow-up that an older release resolved by hand when the traveller cancels again', async () => {
    const { calls, ports, journal, participants } = after([...all, cancelled]);
    const yes = participants.answer;
    participants.answer = (command, key) =>
      key.startsWith('o1-cancel') ? { type: 'refused', reason: 'RETURN_REFUSED' } : yes(command, key);
    await advance(ports, 'o1');
    await advance(ports, 'o1-cancel');
    const state = () => journal.sagas.get('o1-cancel')?.state;
    expect(state()).to.equal('NEEDS_ATTENTION');
    await calls.resolve('o1-cancel', { by: 'admin', reason: 'later' });
    journal.sagas.set('o1-cancel', { ...journal.sagas.get('o1-cancel')!, nextActionAt: null });
    participants.answer = yes;
    expect([state(), (await ask.cancel(calls)).answer]).to.deep.equal(['RESOLVED', 'duplicate']);
    expect((await advance(ports, 'o1-cancel'))?.state).to.equal('COMPLETED');
    expect((await ask.cancel(calls)).answer).to.equal('duplicate');
    expect(journal.sagas.get('o1-cancel')?.journal.filter(({ type }) => type === 'cancel-requested')).to.have.length(1);
  });

  it('keeps finding sagas that an older release resolved although a cancel had been accepted', async () => {
    const { ports, stored, wakes, journal, clock } = after([...seatHeld, cancelled, resolved]);
    journal.sagas.set('o1', { ...stored(), nextActionAt: null });
    const asked: number[] = [];
    let broken = false;
    const look = cancelSweeper(ports, async function* (since) {
      asked.push(since);
      const newer = { ...stored(), journal: [...stored().journal, { type: 'unheard-of', at: 9 } as never] };
      yield* [storyOf([...held, resolved]), stored(), newer];
      if (broken) throw new Error('the store is away');
    });
    clock.now = days(1);
    expect(await look()).to.equal(1);
    expect(wakes.map(({ id }) => id)).to.deep.equal(['o1']);
    clock.now = days(2);
    broken = true;
    expect(await look().catch((error: Error) => error.message)).to.equal('the store is away');
    broken = false;
    await look();
    await look();
    const overlap = minutes(5);
    expect(asked).to.deep.equal([0, days(1) - overlap, days(1) - overlap, days(2) - overlap]);
    await advance(ports, 'o1');
    expect(journal.sagas.has('o1-cancel')).to.equal(true);
    expect(await look(), 'once it is followed').to.equal(0);
  });

  it('corrects the stored next action of another release if nothing is left to do', async () => {
    const { ports, stored } = after([...seatHeld, done('confirm-trip'), cancelled, followed]);
    expect(stored().nextActionAt).to.not.equal(null);
    expect((await advance(ports, 'o1'))?.state).to.equal('COMPENSATED');
    expect([stored().nextActionAt, stored().state]).to.deep.equal([null, 'COMPENSATED']);
  });

  it('shows a cancelled saga as compensated once everything is undone', () =>
    expect(storyOf([...held, cancelled, undone('hold-room'), undone('create-trip')]).state).to.equal('COMPENSATED'));
});
