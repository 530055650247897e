import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { participant } from '@shop/saga-engine/core/participant';
import { signal } from '@shop/saga-engine/core/saga';

export const orders = participant<OrdersDefinition>('orders');
export const stock = participant<StockDefinition>('stock');
export const payments = participant<PaymentsDefinition>('payments');

/** The customer pays: with which method, and what was to be paid when the order was frozen for it. */
export interface PaymentSubmitted {
  paymentMethodId: string;
  amountMinor: number;
  currency: string;
}
export const paymentSubmitted = signal<PaymentSubmitted>()('payment-submitted');
