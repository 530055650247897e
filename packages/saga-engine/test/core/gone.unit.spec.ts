import { expect } from 'chai';
import { advance } from '../../dist/core/advance.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import type { SagaRecord } from '../../dist/core/journal.js';
import { definitionOf, viewOf } from '../../dist/core/known.js';
import { NotMine } from '../../dist/core/not-mine.js';
import { registry, type Registry } from '../../dist/core/registry.js';
import { followUp, saga } from '../../dist/core/saga.js';
import { HIDDEN, shownRecord } from '../../dist/core/shown.js';
import { memoryPorts } from './memory.js';
import { cancelTrip, trips, bookTrip } from './small-trip.js';
import { seatHeld, done, held, storyOf } from './story.js';

/** Version 2 begins with a step that version 1 did not have. */
const second = saga<{ city: string }>('book-trip', { version: 2 })
  .step('check-fraud', { command: (s) => trips.create({ tripId: s.id, city: '' }), compensate: 'nothing' })
  .pivot('confirm-trip', { command: (s) => trips.confirm({ tripId: s.id }) })
  .end({ onLateCancel: (s) => followUp(cancelTrip, `${s.id}-cancel`, { tripId: s.id }) });

const all = [...seatHeld, done('confirm-trip'), done('issue-ticket')];
const complete = (more: Partial<SagaRecord> = {}): SagaRecord => ({ ...storyOf(all), nextActionAt: null, ...more });
const cancel = { by: 'u1', reason: 'TRAVELLER_CANCELLED' };

/** A process that knows these definitions, with a saga that another release stored. */
function place(known: Registry, stored: SagaRecord) {
  const made = memoryPorts({ registry: known });
  made.journal.sagas.set(stored.id, stored);
  return { ...made, calls: sagaCalls(made.ports) };
}
const second2 = registry([second, cancelTrip]);
const nothing = registry([cancelTrip]);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it was not refused'),
    (error: unknown) => error,
  );

describe('a saga whose definition is gone', () => {
  it('stores its steps with it', async () => {
    const { calls, journal, ports } = place(registry([bookTrip, cancelTrip]), storyOf(held));
    await calls.start({ saga: 'book-trip', id: 'o2', input: { city: 'oslo', preApproved: 'c' } });
    await advance(ports, 'o2');
    const stored = journal.sagas.get('o2')!;
    expect(stored.shape).to.include('undoable create-trip').and.to.include('follow-up');
    const before = viewOf(ports.registry, stored);
    expect(before.correlationKind).to.equal('trip');
    for (const other of [second2, nothing]) expect(viewOf(other, stored)).to.deep.equal(before);
  });

  for (const [name, known] of [
    ['another version is there', second2],
    ['nothing of its type is there', nothing],
  ] as const)
    it(`is read from its journal when it was stored without its steps and ${name}`, () => {
      const view = viewOf(known, complete());
      expect(view.state).to.equal('COMPLETED');
      expect(view.steps.map((step) => step.status)).to.satisfy((each: string[]) => each.every((it) => it === 'done'));
      expect(view.steps.map((step) => step.name)).to.include.members(['create-trip', 'confirm-trip']);
    });

  it('answers Start with its id and a signal when it has ended', async () => {
    const { calls } = place(second2, complete());
    const { started, saga: found } = await calls.start({ saga: 'book-trip', id: 'o1', input: {} });
    expect([started, found.state, found.version]).to.deep.equal([false, 'COMPLETED', 1]);
    expect((await calls.signal('o1', { name: 'trip-approved', payload: { token: 'x' } })).answer).to.be.oneOf([
      'late',
      'duplicate',
    ]);
    expect((await calls.retry('o1', { by: 'a', reason: 'r' })).answer).to.equal('late');
  });

  it('is undone by the follow-up of its newest version', async () => {
    const { calls, ports, journal } = place(second2, complete());
    expect((await calls.cancel('o1', cancel)).answer).to.equal('accepted');
    expect((await calls.cancel('o1', cancel)).answer).to.equal('duplicate');
    await advance(ports, 'o1');
    expect(journal.sagas.get('o1-cancel')?.type).to.equal('cancel-trip');
    expect(journal.sagas.get('o1')?.nextActionAt).to.equal(null);
    expect((await advance(ports, 'o1-cancel'))?.state).to.equal('COMPLETED');
  });

  it('is undone when it was resolved by hand after its pivot', async () => {
    const byHand = { type: 'resolved', by: 'a', reason: 'r' } as const;
    const confirmed = [...seatHeld, done('confirm-trip'), byHand];
    const { calls, ports, journal } = place(second2, { ...storyOf(confirmed), nextActionAt: null });
    expect((await calls.cancel('o1', cancel)).answer).to.equal('accepted');
    await advance(ports, 'o1');
    expect(journal.sagas.has('o1-cancel')).to.equal(true);
  });

  it('is not changed by processes without its definition while it is running', async () => {
    const { calls, ports, journal, sent } = place(second2, storyOf(held));
    const before = journal.sagas.get('o1');
    for (const work of [
      () => advance(ports, 'o1'),
      () => calls.cancel('o1', cancel),
      () => calls.compensate('o1', { by: 'a', reason: 'r' }),
      () => calls.signal('o1', { name: 'trip-approved', payload: { token: 't' } }),
    ])
      expect(await refusal(work())).to.be.instanceOf(NotMine);
    expect([journal.sagas.get('o1'), sent]).to.deep.equal([before, []]);
  });

  it('can be resolved by hand while it is running', async () => {
    const { calls, journal } = place(nothing, storyOf(held));
    expect((await calls.resolve('o1', { by: 'a', reason: 'returned by hand' })).saga.state).to.equal('RESOLVED');
    expect(journal.sagas.get('o1')?.nextActionAt).to.equal(null);
  });

  it('leaves the start of its follow-up to another process that has its definition', async () => {
    const { calls, ports, journal } = place({ ...second2, isKnownToFleet: () => true }, complete());
    expect((await calls.cancel('o1', cancel)).answer).to.equal('accepted');
    expect(await refusal(advance(ports, 'o1'))).to.be.instanceOf(NotMine);
    expect(journal.sagas.has('o1-cancel')).to.equal(false);
  });
});

describe('the shape that is stored with a saga', () => {
  const trip = saga<{ guest: string; rooms: { price: number }[] }>('trip', {
    version: 1,
    correlation: { kind: 'trip' },
    forOperators: true,
    shown: { input: ['rooms.price'], replies: { 'hold-room': ['room'] }, words: true },
  })
    .pivot('hold-room', { command: (s) => trips.create({ tripId: s.id, city: '' }) })
    .end();
  const input = { guest: 'Ann Smith', rooms: [{ price: 7 }] };
  const stored = async (known: Registry = registry([trip])) => {
    const { calls, ports, journal, participants } = place(known, storyOf(held));
    participants.answer = () => ({ type: 'done', reply: { room: 4, note: 'Ann likes tea' } });
    await calls.start({ saga: 'trip', id: 't1', input });
    await advance(ports, 't1');
    return journal.sagas.get('t1')!;
  };

  it('preserves what is shown, the kind of correlation and the permission of operators', async () => {
    const record = await stored();
    const definition = definitionOf(nothing, record);
    expect([definition.gone, definition.correlation?.kind, definition.forOperators]).to.deep.equal([
      true,
      'trip',
      true,
    ]);
    const shown = shownRecord(definition, record);
    expect(shown.input).to.deep.equal({ guest: HIDDEN, rooms: [{ price: 7 }] });
    expect(shown.journal[0]).to.deep.include({ reply: { room: 4, note: HIDDEN } });
    expect(definition.shown?.words).to.equal(true);
  });

  it('hides what a newer version of its type hides, and everything when an older release stored it', async () => {
    const record = await stored();
    const stricter = saga<object>('trip', { version: 2 })
      .pivot('hold-room', { command: () => trips.create({ tripId: '', city: '' }) })
      .end();
    const { shape: _shape, ...before } = record;
    for (const [known, saved] of [
      [registry([stricter]), record],
      [nothing, before],
    ] as const) {
      const definition = definitionOf(known, saved);
      expect(shownRecord(definition, saved).input).to.deep.equal({ guest: HIDDEN, rooms: [{ price: HIDDEN }] });
      expect(definition.forOperators).to.equal(undefined);
    }
  });
});

describe('a name in data that looks like a path', () => {
  it('reveals nothing that its definition has not named', () => {
    const shown = { input: ['rooms.price', 'nights'] };
    const secrets = {
      'rooms.price': 's',
      '': { nights: 's', rooms: { price: 's' } },
      rooms: { '': { price: 's' }, 'a.price': 's' },
    };
    const own = JSON.parse('{"__proto__": {"nights": "s"}, "constructor": "s"}') as object;
    const input = { ...secrets, ...own, deep: own, nights: 2 };
    const text = JSON.stringify(shownRecord({ shown }, { ...storyOf(held), input }).input);
    expect(text).to.contain('"nights":2').and.not.contain('"s"');
  });
});

describe('a journal entry of a kind that this release does not know', () => {
  const strange = () => {
    const story = storyOf(held);
    return { ...story, journal: [...story.journal, { type: 'forced-by-a-newer-release', at: 9 } as never] };
  };

  it('stops every action, with nothing sent and nothing written', async () => {
    const { calls, ports, journal, sent } = place(registry([bookTrip, cancelTrip]), strange());
    const before = journal.sagas.get('o1');
    expect(await refusal(advance(ports, 'o1'))).to.be.instanceOf(NotMine);
    expect(await refusal(calls.cancel('o1', cancel))).to.be.instanceOf(NotMine);
    expect(await refusal(calls.resolve('o1', { by: 'a', reason: 'r' }))).to.be.instanceOf(NotMine);
    expect([journal.sagas.get('o1'), sent]).to.deep.equal([before, []]);
  });

  it('does not hide the entries that are known', () => {
    const view = viewOf(registry([bookTrip, cancelTrip]), strange());
    expect([view.state, view.steps[0]?.status]).to.deep.equal(['WAITING', 'done']);
  });
});
