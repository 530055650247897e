import { expect } from 'chai';
import { decide } from '../../src/core/decide.js';
import { describe as describeSaga } from '../../src/core/describe.js';
import { evolve, extend } from '../../src/core/evolve.js';
import type { Event, WaitDecision } from '../../src/core/journal.js';
import { saga } from '../../src/core/saga.js';
import { orders, paymentSubmitted, placeOrder } from './shop.js';
import { authorized, cancelled, done, failed, inWords, paid, storyOf } from './story.js';

const all = [...authorized, done('confirm-order'), done('capture-payment')];

describe('decide, a wait', () => {
  let passed = true;
  let within = 100;
  let broken = false;
  const mended = () => {
    if (broken) throw new Error('not fixed yet');
  };
  const paying = saga<{ sku: string }>('paying', { version: 1 })
    .step('create-order', {
      command: (s) => orders.create({ orderId: s.id, sku: s.input.sku }),
      compensate: (s) => orders.cancel({ orderId: s.id, reason: s.failure.reason }),
    })
    .waitFor(paymentSubmitted, {
      unless: () => (mended(), passed),
      within: () => (mended(), within),
    })
    .pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }) })
    .end();
  const at = (now: number, ...events: Event[]) => decide(paying, storyOf(events, { definition: paying }), now);
  const told = (...events: Event[]) =>
    extend(evolve(paying, storyOf([], { definition: paying })), storyOf(events, { definition: paying }).journal);
  beforeEach(() => {
    [passed, within, broken] = [true, 100, false];
  });

  it('is decided once and journalled: another unless or within in a later release changes nothing', () => {
    const over = told(done('create-order'));
    expect(over[0]!.waits).to.deep.equal([{ step: 'payment-submitted', passed: true }]);
    passed = false;
    expect(inWords(at(1, ...over))).to.equal('send orders.confirm');
    const waiting = told(done('create-order'));
    [passed, within] = [true, 5];
    expect(inWords(at(50, ...waiting))).to.equal('wait payment-submitted until 100');
    expect(inWords(at(100, ...waiting))).to.equal('expire TIMEOUT');
  });
  it('of an older journal is asked for when it is folded, as before', () => {
    expect(inWords(at(1, done('create-order')))).to.equal('send orders.confirm');
    passed = false;
    expect(inWords(at(1, done('create-order')))).to.equal('wait payment-submitted until 100');
  });
  it('that cannot be decided is a failed attempt that rests, needs attention, and goes on once it is fixed', () => {
    broken = true;
    const failing = (attempt: number) => failed('payment-submitted', 10 * attempt, { attempt });
    expect(told(done('create-order'))).to.deep.equal([{ ...done('create-order'), at: 0 }]);
    expect(at(1, done('create-order'))).to.deep.include({
      type: 'definition-failed',
      step: 'payment-submitted',
      attempt: 1,
    });
    const five = [done('create-order'), ...[1, 2, 3, 4, 5].map(failing)];
    expect(inWords(at(45, ...five))).to.equal('sleep until 50');
    expect(evolve(paying, storyOf(five, { definition: paying })).state).to.equal('NEEDS_ATTENTION');
    broken = false;
    passed = false;
    const decided = at(50, ...five);
    expect(decided).to.deep.include({ type: 'decide', step: 'payment-submitted' });
    const after = told(...five, { type: 'decided', ...(decided as { wait: WaitDecision }).wait });
    passed = true;
    expect(inWords(at(51, ...after))).to.equal('wait payment-submitted until 100');
    expect(evolve(paying, storyOf(after, { definition: paying })).state).to.equal('WAITING');
  });
  it('that cannot be decided can be cancelled, paid and described all the same', () => {
    broken = true;
    const here = [done('create-order'), failed('payment-submitted', 9)];
    expect(inWords(at(1, ...here, cancelled))).to.equal('undo orders.cancel');
    expect(inWords(at(1, ...here, paid))).to.equal('send orders.confirm');
    expect(describeSaga(paying, storyOf(here, { definition: paying })).state).to.equal('RUNNING');
  });
  it('that gives no number of milliseconds is as wrong', () => {
    [passed, within] = [false, Number.NaN];
    expect(inWords(at(1, done('create-order')))).to.equal('definition of payment-submitted failed');
  });
});

describe('decide, a follow-up that cannot be made', () => {
  const broken = {
    ...placeOrder,
    onLateCancel: () => {
      throw new Error('no');
    },
  };
  const fails = (count: number) =>
    Array.from({ length: count }, (_, n) => failed('follow-up', 1_000 * (n + 1), { attempt: n + 1 }));
  const at = (now: number, ...events: Event[]) => decide(broken, storyOf([...all, cancelled, ...events]), now);
  it('is a failed attempt that rests and needs attention, whatever came before', () => {
    expect(at(0)).to.deep.include({ type: 'definition-failed', step: 'follow-up', attempt: 1, key: 'o1.follow-up' });
    expect(inWords(at(1_500, ...fails(2)))).to.equal('sleep until 2000');
    const five = storyOf([...all, cancelled, ...fails(5)]);
    expect(evolve(broken, five).state).to.equal('NEEDS_ATTENTION');
    expect(inWords(decide(placeOrder, five, 5_000)), 'mended').to.equal('start cancel-order');
    expect(describeSaga(broken, five).state).to.equal('NEEDS_ATTENTION');
  });
});
