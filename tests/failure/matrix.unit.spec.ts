import { expect } from 'chai';
import { saga } from 'saga-engine/core/saga';
import { cancelOrder } from '../../saga-orchestrator/dist/sagas/cancel-order.js';
import { orders, payments, stock } from '../../saga-orchestrator/dist/sagas/participants.js';
import { placeOrder } from '../../saga-orchestrator/dist/sagas/place-order.js';
import { CRASH_POINTS } from 'saga-engine/core/crash-points';
import { commandCases, effectCases, groupCases, isAimed, operatorCases } from './matrix.js';

const pointsOf = (...given: Parameters<typeof commandCases>) => [
  ...new Set(commandCases(...given).map(({ point, story }) => `${story}: ${point}`)),
];

describe('the crash matrix', () => {
  it('covers each of these commands, forward and undo, before and after', () => {
    const commands = (story: string, ...names: string[]) =>
      names.flatMap((name) => [`${story}: ${name}.before`, `${story}: ${name}.after`]);
    expect(pointsOf(['crash'])).to.include.members([
      ...commands(
        'confirmed',
        'order.create',
        'order.reserve',
        'payment.authorize',
        'order.confirm',
        'payment.capture',
      ),
      ...commands('asked', 'payment.complete-payment'),
      ...commands('undone', 'order.cancel', 'order.release', 'payment.void'),
      ...commands('refunded', 'order.stop-changes', 'payment.refund-order', 'order.restock', 'order.mark-cancelled'),
      ...commands('pricier', 'order.hold-change', 'payment.authorize-change', 'payment.capture'),
      ...commands('pricier', 'order.apply-change', 'order.move-changed'),
      ...commands('cheaper', 'payment.refund-change'),
      ...commands('not changed', 'order.withdraw-change', 'payment.refund'),
    ]);
  });

  it('covers a new step of a definition automatically, forward and undo', () => {
    const grown = saga<{ orderId: string }>('place-order', { version: 2 })
      .step('hold-once-more', {
        command: (s) => stock.restock({ orderId: s.input.orderId }),
        compensate: (s) => payments.refund({ orderId: s.input.orderId }),
      })
      .pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }) })
      .end();
    const cases = commandCases(['crash', 'hang'], [grown]);
    expect(cases.filter(({ point }) => /restock|refund/.test(point))).to.deep.equal(
      (['order.restock', 'payment.refund'] as const).flatMap((thing) =>
        ['before', 'after'].flatMap((side) =>
          ['crash', 'hang'].map((effect) => ({
            process: thing === 'order.restock' ? 'order-service' : 'payment-service',
            point: `${thing}.${side}`,
            effect,
            story: thing === 'order.restock' ? 'confirmed' : 'undone',
          })),
        ),
      ),
    );
  });

  it('covers every crash point of the orchestrator', () => {
    const points = new Set([...effectCases(['crash']), ...operatorCases(['crash'])].map(({ point }) => point));
    for (const point of CRASH_POINTS)
      for (const side of ['before', 'after']) expect([...points]).to.include(`${point}.${side}`);
  });

  it('refuses a saga without a story', () => {
    const uncovered = saga<object>('gift-order', { version: 1 })
      .pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }) })
      .end();
    expect(() => commandCases(['crash'], [uncovered])).to.throw('gift-order');
    expect(() => commandCases(['crash'], [placeOrder, cancelOrder])).to.not.throw();
  });

  it('runs one fault at a time in a process, and runs faults alone that may hit another order', () => {
    const cases = [...commandCases(['crash', 'error']), ...effectCases(['error']), ...operatorCases(['crash'])];
    const { together, alone } = groupCases(cases);
    expect([...together.flat(), ...alone]).to.have.members(cases);
    for (const group of together) expect(new Set(group.map(({ process }) => process)).size).to.equal(1);
    expect(alone).to.not.deep.equal([]);
    expect(alone.every((one) => !isAimed(one))).to.equal(true);
  });
});
