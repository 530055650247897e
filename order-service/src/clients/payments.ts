import { Problem } from '@shop/common/errors';
import { isUnknownMethod } from '@shop/common/grpc/errors';
import type { GrpcClient } from '@shop/common/grpc/client';
import { fromMinor } from '@shop/protos/money';
import { seconds } from '@shop/common/time';
import type { Payment__Output } from '@shop/protos/generated/shop/v1/Payment';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';

/** payment-service, as order-service needs it. */
export class PaymentsClient {
  readonly #grpc: GrpcClient<PaymentsDefinition>;

  constructor(grpc: GrpcClient<PaymentsDefinition>) {
    this.#grpc = grpc;
  }

  /** Throws PAYMENT_METHOD_NOT_FOUND. Resolves when payment-service cannot be reached: the saga checks the method again. */
  async checkMethod(paymentMethodId: string, userId: string): Promise<void> {
    try {
      await this.#grpc.call('GetMethod', { paymentMethodId, userId }, { deadlineMs: seconds(1) });
    } catch (error) {
      if (error instanceof Problem && error.definite) throw error;
    }
  }

  /**
   * Throws 422 AMOUNT_NOT_IN_STEPS for a refund that the provider can never make, and 503/504 when payment-service cannot be reached: nothing
   * checks it later. A payment-service of an earlier release checks nothing.
   */
  async checkRefund(refund: { changeId: string; orderId: string; amountMinor: number }): Promise<void> {
    try {
      await this.#grpc.call('CheckRefundChange', refund, { deadlineMs: seconds(1) });
    } catch (error) {
      if (!isUnknownMethod(error)) throw error;
    }
  }

  /**
   * What an order was paid with, and with `isChanged` what its changes were paid with, as the API shows it; empty when there is none or
   * there is no answer within half a second.
   */
  async paymentsOf(orderId: string, isChanged: boolean): Promise<ShownPayments> {
    try {
      const payment = await this.#grpc.call('Inspect', { orderId, withChanges: isChanged }, { deadlineMs: 500 });
      const changes = payment.changes.map((each) => ({ changeId: each.changeId, ...shown(each) }));
      return { payment: shown(payment), ...(changes.length > 0 ? { changePayments: changes } : {}) };
    } catch {
      return {};
    }
  }
}

/** What an order and its changes were paid with, as the API shows it. */
export interface ShownPayments {
  readonly payment?: object;
  readonly changePayments?: readonly object[];
}

const shown = (payment: Payment__Output) => ({
  id: payment.id,
  status: payment.status,
  amount: fromMinor(payment.amountMinor, payment.currency),
  refundedAmount: fromMinor(payment.refundedMinor, payment.currency),
  ...(payment.failedRefundMinor ? { failedRefundAmount: fromMinor(payment.failedRefundMinor, payment.currency) } : {}),
  currency: payment.currency,
  ...(payment.last4 ? { card: { brand: payment.brand, last4: payment.last4 } } : {}),
  ...(payment.actionUrl ? { nextAction: { type: 'redirect', url: payment.actionUrl } } : {}),
  ...(payment.declineCode ? { declineCode: payment.declineCode } : {}),
});
