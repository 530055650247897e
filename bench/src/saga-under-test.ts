import { hours } from 'saga-engine/core/duration';
import { saga, signal } from 'saga-engine/core/saga';

export interface Input {
  readonly fail: boolean;
}

/** The participant's code when a step or an undo is called. */
export type Answer = (step: string, order: { orderId: string; fail: boolean }) => Promise<'done' | 'refused'>;

/** The steps in order, of which the first three have an undo; a saga that is to fail is refused at the third. */
export const steps = ['createOrder', 'reserveStock', 'chargePayment', 'confirmOrder'] as const;
export const refusedAt = 'chargePayment';

const call = (method: string) => (s: { id: string; input: Input }) => ({
  participant: 'bench',
  method,
  request: { orderId: s.id, fail: s.input.fail },
});

/** Four trivial steps, three of them with an undo, the fourth the pivot. */
export const benchSaga = saga<Input>('bench', { version: 1 })
  .step('create-order', { command: call('createOrder'), compensate: call('cancelOrder') })
  .step('reserve-stock', { command: call('reserveStock'), compensate: call('releaseStock') })
  .step('charge-payment', { command: call('chargePayment'), compensate: call('refundPayment') })
  .pivot('confirm-order', { command: call('confirmOrder') })
  .end();

const paid = signal<Record<string, never>>()('paid');

/** One step, then a wait of a day. */
export const waitingSaga = saga<Input>('bench-waiting', { version: 1 })
  .step('create-order', { command: call('createOrder'), compensate: call('cancelOrder') })
  .waitFor(paid, { within: hours(24), expires: 'TIMEOUT' })
  .pivot('confirm-order', { command: call('confirmOrder') })
  .end();
