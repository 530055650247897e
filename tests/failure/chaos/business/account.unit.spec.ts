import type { Entry } from '@shop/saga-engine/core/journal';
import { expect } from 'chai';
import { bookTrip } from '../../../../examples/trip-booking/trip.js';
import { accountOf, isRight, type Carried, type StoredSaga } from './account.js';

const line = (type: 'done' | 'undone', step: string) => ({ type, step, at: 0, startedAt: 0, attempt: 1 }) as Entry;
const HELD = ['hold-hotel', 'hold-flight'];
const STEPS = [...HELD, 'confirm-flight', 'confirm-hotel'];
const saga = (state: string, steps: readonly string[], id = 't1'): StoredSaga => ({
  id,
  type: 'book-trip',
  version: 1,
  state,
  journal: steps.map((step) => line('done', step)),
});
const did = (...keys: string[]): Carried[] =>
  keys.map((key) => ({ participant: 'some', key: `t1.${key}`, refused: false }));
const told = { id: 't1', begun: true, ends: ['COMPLETED', 'COMPENSATED'] };
const account = (sagas: StoredSaga[], carried: Carried[], one = told) => accountOf([bookTrip], [one], sagas, carried);
const wrongs = (...args: Parameters<typeof account>) => {
  const { lost, doubled, unsettled, otherwise } = account(...args);
  return [...lost, ...doubled, ...unsettled, ...otherwise];
};

describe('the account of a business after chaos', () => {
  it('is right for a trip that is booked, and for one that is undone', () => {
    expect(isRight(account([saga('COMPLETED', STEPS)], did(...STEPS)))).to.equal(true);
    const undone = did(...HELD, 'hold-hotel.undo', 'hold-flight.undo');
    expect(wrongs([saga('COMPENSATED', HELD)], undone)).to.deep.equal([]);
    const refused: Carried = { participant: 'flight', key: 't1.hold-flight', refused: true };
    expect(
      wrongs([saga('COMPENSATED', ['hold-hotel'])], [...did('hold-hotel', 'hold-hotel.undo'), refused]),
    ).to.deep.equal([]);
  });

  it('finds what was lost, carried out twice, or has not ended', () => {
    expect(wrongs([], [])).to.deep.equal(['t1 was begun and is not there']);
    expect(wrongs([], [], { ...told, begun: false })).to.deep.equal([]);
    expect(wrongs([saga('COMPLETED', STEPS)], did(...STEPS, 'hold-hotel'))).to.deep.equal([
      't1.hold-hotel was carried out 2 times',
    ]);
    expect(wrongs([saga('RUNNING', HELD)], did(...HELD))).to.deep.equal(['t1 is RUNNING']);
  });

  it('finds what is left of an undone trip, and what is missing of a booked one', () => {
    expect(wrongs([saga('COMPENSATED', HELD)], did(...HELD, 'hold-hotel.undo'))).to.deep.equal([
      't1: hold-flight was not undone',
    ]);
    // carried out, its answer lost: the journal does not know it
    expect(wrongs([saga('COMPENSATED', [])], did('hold-car'))).to.deep.equal(['t1: hold-car was not undone']);
    expect(wrongs([saga('COMPENSATED', [])], did('confirm-flight'))).to.deep.equal([
      't1: confirm-flight was done, and the saga undone',
    ]);
    expect(wrongs([saga('COMPLETED', STEPS)], did(...STEPS.slice(1)))).to.deep.equal([
      't1: hold-hotel is said to be done and was not',
    ]);
    expect(wrongs([saga('COMPLETED', STEPS)], did(...STEPS, 'hold-other-hotel'))).to.deep.equal([
      't1: hold-other-hotel is left over',
    ]);
  });

  it('finds an end that the customer was not told, and work for a saga that is not there', () => {
    expect(wrongs([saga('COMPLETED', STEPS)], did(...STEPS), { ...told, ends: ['COMPENSATED'] })).to.deep.equal([
      't1 ended as COMPLETED',
    ]);
    expect(wrongs([], did('hold-car'), { ...told, begun: false })).to.deep.equal([
      't1.hold-car was carried out for a saga that is not there',
    ]);
  });
});
