import { Problem } from '@shop/common/errors';
import type { GrpcClient } from '@shop/common/grpc/client';
import { fromMinor } from '@shop/protos/money';
import { seconds } from '@shop/common/time';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';

/** payment-service, as order-service needs it. */
export class PaymentsClient {
  readonly #grpc: GrpcClient<PaymentsDefinition>;

  constructor(grpc: GrpcClient<PaymentsDefinition>) {
    this.#grpc = grpc;
  }

  /** Throws PAYMENT_METHOD_NOT_FOUND. When payment-service cannot be reached it says nothing: the saga will find out. */
  async checkMethod(paymentMethodId: string, userId: string): Promise<void> {
    try {
      await this.#grpc.call('GetMethod', { paymentMethodId, userId }, { deadlineMs: seconds(1) });
    } catch (error) {
      if (error instanceof Problem && error.definite) throw error;
    }
  }

  /** An order's payment as the API shows it; undefined when there is none or it cannot be had within half a second. */
  async paymentOf(orderId: string): Promise<object | undefined> {
    try {
      const payment = await this.#grpc.call('Inspect', { orderId }, { deadlineMs: 500 });
      return {
        id: payment.id,
        status: payment.status,
        amount: fromMinor(payment.amountMinor, payment.currency),
        refundedAmount: fromMinor(payment.refundedMinor, payment.currency),
        ...(payment.failedRefundMinor
          ? { failedRefundAmount: fromMinor(payment.failedRefundMinor, payment.currency) }
          : {}),
        currency: payment.currency,
        ...(payment.last4 ? { card: { brand: payment.brand, last4: payment.last4 } } : {}),
        ...(payment.actionUrl ? { nextAction: { type: 'redirect', url: payment.actionUrl } } : {}),
        ...(payment.declineCode ? { declineCode: payment.declineCode } : {}),
      };
    } catch {
      return undefined;
    }
  }
}
