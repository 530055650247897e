import type { MethodDefinition } from '@grpc/proto-loader';
import type { Definition } from '../../src/core/definition.js';
import { minutes, seconds } from '../../src/core/duration.js';
import { participant } from '../../src/core/participant.js';
import { followUp, saga, signal } from '../../src/core/saga.js';

/** A small shop for the engine's tests: contracts, commands and two sagas, none of them the product's. */
interface Ref {
  orderId: string;
}
interface OrdersDefinition {
  Create: MethodDefinition<Ref & { sku: string }, { totalMinor: number }>;
  Cancel: MethodDefinition<Ref & { reason: string }, object>;
  Confirm: MethodDefinition<Ref, { confirmedAt: number }>;
  MarkCancelled: MethodDefinition<Ref, object>;
}
interface StockDefinition {
  Reserve: MethodDefinition<Ref & { sku: string }, { holdId: string }>;
  Release: MethodDefinition<Ref & { holdId?: string }, object>;
  Restock: MethodDefinition<Ref, object>;
}
interface PaymentsDefinition {
  Authorize: MethodDefinition<Ref & { token: string; amountMinor: number }, { paymentId: string }>;
  Void: MethodDefinition<Ref, object>;
  Capture: MethodDefinition<Ref & { paymentId: string }, object>;
  Refund: MethodDefinition<Ref, object>;
}

export const orders = participant<OrdersDefinition>('orders');
export const stock = participant<StockDefinition>('stock');
export const payments = participant<PaymentsDefinition>('payments');
export const paymentSubmitted = signal<{ token: string }>()('payment-submitted');

export interface PlaceOrder {
  sku: string;
  savedCard?: string;
}

export const cancelOrder: Definition<{ orderId: string }> = saga<{ orderId: string }>('cancel-order', {
  version: 1,
  shown: { words: true },
})
  .retriable('refund-payment', { command: (s) => payments.refund({ orderId: s.input.orderId }) })
  .retriable('restock', { command: (s) => stock.restock({ orderId: s.input.orderId }) })
  .retriable('mark-cancelled', { command: (s) => orders.markCancelled({ orderId: s.input.orderId }) })
  .end({ onResolve: (s) => followUp(cancelOrder, `${s.id}-cancel`, s.input) });

const quickly = { attempts: 3, first: seconds(1), max: seconds(4) };

export const placeOrder = saga<PlaceOrder>('place-order', {
  version: 1,
  correlation: { kind: 'order' },
  shown: { words: true },
})
  .step('create-order', {
    command: (s) => orders.create({ orderId: s.id, sku: s.input.sku }),
    compensate: (s) => orders.cancel({ orderId: s.id, reason: s.failure.reason }),
    retry: quickly,
  })
  .step('reserve-stock', {
    command: (s) => stock.reserve({ orderId: s.id, sku: s.input.sku }),
    compensate: (s) => stock.release({ orderId: s.id, ...(s.reserveStock ? { holdId: s.reserveStock.holdId } : {}) }),
    retry: quickly,
  })
  .waitFor(paymentSubmitted, {
    within: minutes(15),
    unless: (s) => s.input.savedCard,
    expires: 'PAYMENT_TIMEOUT',
  })
  .step('authorize-payment', {
    command: (s) =>
      payments.authorize({
        orderId: s.id,
        token: s.input.savedCard ?? s.paymentSubmitted?.token ?? '',
        amountMinor: s.createOrder.totalMinor,
      }),
    compensate: (s) => payments.void({ orderId: s.id }),
    retry: quickly,
  })
  .pivot('confirm-order', { command: (s) => orders.confirm({ orderId: s.id }) })
  .retriable('capture-payment', {
    command: (s) => payments.capture({ orderId: s.id, paymentId: s.authorizePayment.paymentId }),
  })
  .end({ onLateCancel: (s) => followUp(cancelOrder, `${s.id}-cancel`, { orderId: s.id }) });
