import { Problem } from '@shop/common/errors';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SignalSagaReply } from '@shop/protos/generated/shop/v1/SignalSagaReply';
import type { SignalSagaRequest__Output } from '@shop/protos/generated/shop/v1/SignalSagaRequest';
import type { Calls } from '@shop/testkit/right-caller';
import type { Peers } from './peers.js';

const persist = async (work: () => Promise<unknown>): Promise<void> => {
  for (let tries = 0; ; tries++) {
    try {
      await work();
      return;
    } catch (error) {
      if (tries > 20 || (error instanceof Problem && error.definite)) throw error;
    }
  }
};

/** Carries out a payment once, as the saga does: authorise, then capture, each repeated until it is answered. */
export function scriptedSaga(
  peers: Peers,
  commands: Calls<PaymentsDefinition>,
): (signal: SignalSagaRequest__Output) => Promise<SignalSagaReply> {
  const runs = new Map<string, Promise<void>>();
  const carryOut = async ({ sagaId: orderId, paymentSubmitted }: SignalSagaRequest__Output): Promise<void> => {
    const { paymentMethodId, amountMinor, currency } = paymentSubmitted!;
    const order = peers.orders.get(orderId)!;
    const { userId } = order;
    try {
      await persist(() => commands.call('Authorize', { orderId, userId, paymentMethodId, amountMinor, currency }));
      order.status = 'CONFIRMED';
      await persist(() => commands.call('Capture', { orderId }));
    } catch {
      order.status = 'CANCELLED';
    }
  };
  return async (signal) => {
    const { sagaId, until } = signal;
    const run = runs.get(sagaId) ?? carryOut(signal);
    runs.set(sagaId, run);
    // a caller that asks for acceptance only does not wait for the saga
    if (until !== 'ACCEPTED') await run;
    return { outcome: 'ACCEPTED', reached: true };
  };
}
