import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { idSchema } from '@shop/common/validation/validate';
import { CUSTOMER_ANSWERED } from '@shop/protos/contract';
import { currencySchema, minorSchema } from '@shop/protos/schemas';
import { participant } from 'saga-engine/core/participant';
import { signal } from 'saga-engine/core/saga';
import Joi from 'joi';

export const orders = participant<OrdersDefinition>('orders');
export const stock = participant<StockDefinition>('stock');
export const payments = participant<PaymentsDefinition>('payments');

/** The customer's payment: its method, and the amount to pay when the order was frozen. */
export interface PaymentSubmitted {
  paymentMethodId: string;
  amountMinor: number;
  currency: string;
}
const payment = Joi.object<PaymentSubmitted, true>({
  paymentMethodId: idSchema.required(),
  amountMinor: minorSchema.min(1).required(),
  currency: currencySchema.required(),
});
export const paymentSubmitted = signal(payment)('payment-submitted');

/** The provider has decided on a payment that the customer had to confirm; payment-service is asked for the decision. */
export const customerAnswered = signal(Joi.object<Record<string, never>>({}))(CUSTOMER_ANSWERED);
