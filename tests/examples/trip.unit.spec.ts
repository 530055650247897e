import { storyOf } from 'saga-engine/testkit/story';
import { fittingInput } from 'saga-engine/api/fitting';
import { expect } from 'chai';
import { approved, bookTrip, type Trip } from '../../examples/trip-booking/trip.js';
import { crashEverywhere } from '../../packages/saga-engine/test/core/crash-everywhere.js';
import { businessOf } from '../../packages/saga-engine/test/core/simulation/any-business.js';
import { simulate } from '../../packages/saga-engine/test/core/simulation/simulate.js';

const trip: Trip = { traveller: 'ann', nights: 2, flight: 'SA1', car: true };
const seeds = Number(process.env['SEEDS'] ?? 300);

describe('the trip', () => {
  it('runs from the first hold to the last confirmation', () => {
    const held = storyOf(bookTrip, trip, { id: 't1' }).run();
    expect(held.next).to.equal('wait approved');
    const booked = held.signal(approved, { by: 'ann' }).run();
    expect(booked.next).to.equal('COMPLETED');
    expect(booked.transcript.slice(-3)).to.deep.equal([
      'flight.confirm: done',
      'harbour.confirm: done',
      'car.confirm: done',
    ]);
  });

  it('books the second hotel when the first has no room', () => {
    const other = storyOf(bookTrip, trip, { id: 't1' }).refused('NO_ROOM');
    expect(other.next).to.equal('central.hold');
    const booked = other.run().signal(approved, { by: 'ann' }).run({}, 'central.confirm');
    expect(booked.next).to.equal('central.confirm');
  });

  it('is undone when nobody approves within a day', () => {
    const held = storyOf(bookTrip, trip, { id: 't1' }).run();
    const late = held.after(24 * 3_600_000).run();
    expect(late.next).to.equal('COMPENSATED');
    expect(late.transcript.slice(-3)).to.deep.equal([
      'undo car.release: done',
      'undo flight.release: done',
      'undo harbour.release: done',
    ]);
  });

  it('can be started by operators of a host, with its type and JSON', () => {
    expect(fittingInput(bookTrip, { ...trip }, 'operator')).to.deep.equal(trip);
  });

  const signals = { approved: { by: 'ann' } };
  const endings = [
    { title: 'booked', scenario: { input: trip, signals } },
    { title: 'at the second hotel', scenario: { input: { ...trip, car: false }, signals, refused: ['hold-hotel'] } },
    { title: 'undone because there is no seat', scenario: { input: trip, signals, refused: ['hold-flight'] } },
    { title: 'undone because the pivot is refused', scenario: { input: trip, signals, refused: ['confirm-flight'] } },
    { title: 'undone because nobody approves', scenario: { input: trip } },
  ];
  for (const { title, scenario } of endings)
    it(`has the same outcome wherever a process crashes: ${title}`, async () => {
      const { calm, crashed } = await crashEverywhere(bookTrip, scenario);
      expect(crashed.size).to.be.above(15);
      const { state, left } = calm;
      for (const [where, ended] of crashed)
        expect({ where, ...ended }).to.deep.equal({ where, state, left, wrong: [] });
    });

  it(`keeps every invariant in ${seeds} simulations with random faults`, async () => {
    const input = (random: { chance(probability: number): boolean }) => ({ ...trip, car: random.chance(0.5) });
    const ends = new Set<string>();
    for (let seed = 1; seed <= seeds; seed++) {
      const { violations, journal } = await simulate(seed, () => businessOf({ definition: bookTrip, input }));
      if (violations.length > 0) throw new Error(`seed ${seed}: ${violations.join('; ')}`);
      for (const { state } of journal.sagas.values()) ends.add(state);
    }
    expect([...ends]).to.have.members(['COMPLETED', 'COMPENSATED']);
  }).timeout(Math.max(60_000, 300 * seeds));
});
