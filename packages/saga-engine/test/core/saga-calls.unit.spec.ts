import { expect } from 'chai';
import { advance } from '../../src/core/advance.js';
import type { Answer } from '../../src/core/change.js';
import { sagaCalls, type SagaCalls } from '../../src/core/saga-calls.js';
import { SagaNotFound } from '../../src/core/refusals.js';
import { evolve } from '../../src/core/evolve.js';
import type { Event } from '../../src/core/journal.js';
import { preview } from '../../src/core/preview.js';
import { cancelSweeper } from '../../src/core/recover.js';
import { memoryPorts } from './memory.js';
import { cancelTrip, bookTrip } from './small-trip.js';
import { days, minutes } from './simulation/lengths.js';
import { seatHeld, cancelled, done, failed, held, approved, refused, storyOf, undone } from './story.js';

const all = [...seatHeld, done('confirm-trip'), done('issue-ticket')];
const compensated = [refused('create-trip')];
const followed: Event = { type: 'followed-up', saga: 'cancel-trip', id: 'o1-cancel' };
const resolved: Event = { type: 'resolved', by: 'a', reason: 'r' };

/** The calls on a saga with these events. */
function after(events: readonly Event[], input: { city: string; preApproved?: string } = { city: 'oslo' }) {
  const world = memoryPorts();
  world.journal.sagas.set('o1', storyOf(events, { input }));
  return { ...world, calls: sagaCalls(world.ports), stored: () => world.journal.sagas.get('o1')! };
}
const by = { by: 'u1', reason: 'TRAVELLER_CANCELLED' };
const ask = {
  signal: (calls: SagaCalls) => calls.signal('o1', { name: 'trip-approved', payload: { token: 't2' } }),
  cancel: (calls: SagaCalls) => calls.cancel('o1', by),
  compensate: (calls: SagaCalls) => calls.compensate('o1', { by: 'admin', reason: 'asked by phone' }),
  retry: (calls: SagaCalls) => calls.retry('o1', { by: 'admin', reason: 'is back' }),
  resolve: (calls: SagaCalls) => calls.resolve('o1', { by: 'admin', reason: 'done by hand' }),
};

type Row = [when: string, events: readonly Event[], answer: Answer['answer'], state: string];
const tables: Record<keyof typeof ask, Row[]> = {
  signal: [
    ['early', [done('create-trip')], 'accepted', 'RUNNING'],
    ['in time', held, 'accepted', 'RUNNING'],
    ['twice', [...held, approved], 'duplicate', 'RUNNING'],
    ['after the cancel', [...held, cancelled], 'late', 'COMPENSATING'],
    ['after the end', compensated, 'late', 'COMPENSATED'],
    ['twice, after the end', all, 'duplicate', 'COMPLETED'],
  ],
  cancel: [
    ['at once', [], 'accepted', 'COMPENSATING'],
    ['while waiting', held, 'accepted', 'COMPENSATING'],
    ['while compensating', [...held, cancelled], 'duplicate', 'COMPENSATING'],
    ['after it began to compensate by itself', compensated, 'duplicate', 'COMPENSATED'],
    ['once the pivot has begun', seatHeld, 'accepted', 'RUNNING'],
    ['twice then', [...seatHeld, cancelled], 'duplicate', 'RUNNING'],
    ['after the end', all, 'accepted', 'COMPLETED'],
    ['twice after the end', [...all, cancelled, followed], 'duplicate', 'COMPLETED'],
    ['after it was resolved by hand', [...held, resolved], 'accepted', 'COMPENSATING'],
    ['after it was resolved past the pivot', [...seatHeld, resolved], 'accepted', 'RUNNING'],
    ['after it was resolved while compensating', [...held, cancelled, resolved], 'accepted', 'COMPENSATING'],
    ['twice after it was resolved', [...held, resolved, cancelled], 'duplicate', 'COMPENSATING'],
  ],
  compensate: [
    ['while waiting', held, 'accepted', 'COMPENSATING'],
    ['once the pivot has begun', seatHeld, 'accepted', 'RUNNING'],
    ['while compensating', [...held, cancelled], 'duplicate', 'COMPENSATING'],
    ['after the end', all, 'late', 'COMPLETED'],
    ['after it was undone', compensated, 'late', 'COMPENSATED'],
    ['after it was resolved by hand', [...held, resolved], 'late', 'RESOLVED'],
  ],
  retry: [
    ['while waiting', held, 'accepted', 'WAITING'],
    ['while resting', [failed('create-trip', 9_000)], 'accepted', 'RUNNING'],
    ['after the end', all, 'late', 'COMPLETED'],
    ['while the follow-up is pending', [...all, cancelled], 'accepted', 'COMPLETED'],
  ],
  resolve: [
    ['while running', seatHeld, 'accepted', 'RESOLVED'],
    ['while compensating', [...held, cancelled], 'accepted', 'RESOLVED'],
    ['after the end', all, 'late', 'COMPLETED'],
  ],
};

for (const way of Object.keys(tables) as (keyof typeof ask)[]) {
  describe(`sagaCalls, ${way}`, () => {
    for (const [when, events, answer, state] of tables[way])
      it(`${when}: ${answer}, ${state}`, async () => {
        const { calls, stored, wakes } = after(events);
        const answered = await ask[way](calls);
        expect([answered.answer, answered.saga.state]).to.deep.equal([answer, state]);
        expect(stored().journal.length - events.length).to.equal(answer === 'accepted' ? 1 : 0);
        // a saga that has ended is woken as well, so that its job ends
        expect(wakes).to.have.length(answer === 'accepted' ? 1 : 0);
      });
  });
}

describe('calls on sagas', () => {
  it('starts a saga once, and returns an existing one', async () => {
    const { ports, journal, wakes } = memoryPorts();
    const calls = sagaCalls(ports);
    const first = await calls.start({ saga: 'book-trip', id: 'o9', input: { city: 'oslo' } });
    const second = await calls.start({ saga: 'book-trip', id: 'o9', input: { city: 'other' } });
    expect([first.started, second.started]).to.deep.equal([true, false]);
    expect(second.record.input).to.deep.equal({ city: 'oslo' });
    expect(wakes).to.deep.equal([{ id: 'o9', priority: 'new', why: 'start', about: 'book-trip create-trip' }]);
    expect(journal.sagas.get('o9')).to.deep.include({ nextActionAt: 30_000, revision: 0, correlationId: 'o9' });
  });

  it('refuses unknown ids and signals', async () => {
    const { calls } = after(held);
    const caught = async (promise: Promise<unknown>) =>
      promise.then(
        () => undefined,
        (error: unknown) => error,
      );
    expect(await caught(calls.cancel('nobody', by))).to.be.instanceOf(SagaNotFound);
    expect(String(await caught(calls.signal('o1', { name: 'rain', payload: {} })))).to.include('knows no signal rain');
  });

  describe('a repeated signal', () => {
    const sent = { name: 'trip-approved', payload: { token: 't1' }, id: 's1' };
    const answer = async (events: readonly Event[], again: typeof sent | Omit<typeof sent, 'id'>) => {
      const { calls, stored, wakes } = after(events);
      const { answer: told, accepted } = await calls.signal('o1', again);
      return { told, id: accepted?.id, journalled: stored().journal.length - events.length, wakes: wakes.length };
    };
    const withId = { ...approved, id: 's1' } as Event;
    const theEnd = [done('hold-seat'), done('confirm-trip'), done('issue-ticket')];

    it('is answered like the first, and wakes the saga in case the first did not', async () => {
      expect(await answer([...held, withId], sent)).to.deep.equal({
        told: 'accepted',
        id: 's1',
        journalled: 0,
        wakes: 1,
      });
      const told = await answer([...held, withId, ...theEnd], sent);
      expect(told).to.deep.equal({ told: 'accepted', id: 's1', journalled: 0, wakes: 0 });
    });

    it('is recognised by its id, whatever its payload, and another one is a duplicate that names the accepted one', async () => {
      const other = { ...sent, payload: { token: 't2' } };
      expect((await answer([...held, withId], other)).told).to.equal('accepted');
      expect(await answer([...held, withId], { ...sent, id: 's2' })).to.include({ told: 'duplicate', id: 's1' });
    });

    it('is recognised by its payload if one of the two has no id, as in earlier releases', async () => {
      const { id: _, ...nameless } = sent;
      for (const [events, again] of [
        [[...held, approved], sent],
        [[...held, withId], nameless],
      ] as const) {
        expect((await answer(events, again)).told).to.equal('accepted');
        expect((await answer(events, { ...again, payload: { token: 't2' } })).told).to.equal('duplicate');
      }
    });
  });

  it('answers late to a signal that the saga will not need', async () => {
    const { calls } = after([], { city: 'oslo', preApproved: 'c1' });
    expect((await ask.signal(calls)).answer).to.equal('late');
  });

  it('records who did what and why', async () => {
    const { calls, clock } = after(held);
    clock.now = 5;
    await ask.retry(calls);
    const { saga } = await ask.compensate(calls);
    expect(saga.audit).to.deep.equal([
      { at: 5, by: 'admin', action: 'retry', reason: 'is back' },
      { at: 5, by: 'admin', action: 'compensate', reason: 'asked by phone' },
    ]);
    expect(saga.failure).to.deep.equal({
      step: 'trip-approved',
      reason: 'ADMIN_CANCELLED',
      detail: 'asked by phone',
    });
  });

  it('decides again when another process wrote first', async () => {
    const { calls, journal, ports } = after(held);
    const load = journal.load.bind(journal);
    let overtaken = false;
    journal.load = async (id) => {
      const loaded = await load(id);
      if (!overtaken) {
        overtaken = true;
        await sagaCalls(ports).cancel(id, by);
      }
      return loaded;
    };
    expect((await ask.signal(calls)).answer).to.equal('late');
  });

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
