import { CUSTOMER_ANSWERED } from '@shop/protos/contract';
import type { GrpcClient } from '@shop/common/grpc/client';
import { seconds } from '@shop/common/time';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { SignalSagaReply__Output } from '@shop/protos/generated/shop/v1/SignalSagaReply';

/** A payment that its customer has submitted. Minor units. */
interface Submitted {
  readonly paymentMethodId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** saga-orchestrator, as payment-service needs it. */
export class SagasClient {
  readonly #grpc: GrpcClient<SagasDefinition>;

  constructor(grpc: GrpcClient<SagasDefinition>) {
    this.#grpc = grpc;
  }

  /**
   * Hands the payment to the order's saga and waits up to `waitMs` for it to rest. Its id is that of its method, which no other
   * payment has; sent again it is the same signal. Throws 503 or 504 when it cannot be told within `deadlineMs`, and 404
   * SAGA_NOT_FOUND when the order's saga was not started yet.
   */
  submitPayment(
    sagaId: string,
    { paymentMethodId, amountMinor, currency }: Submitted,
    { until, waitMs, deadlineMs }: { until: 'ACCEPTED' | 'RESTED'; waitMs: number; deadlineMs: number },
  ): Promise<SignalSagaReply__Output> {
    return this.#grpc.call(
      'Signal',
      {
        sagaId,
        paymentSubmitted: { paymentMethodId, amountMinor, currency },
        signal: 'paymentSubmitted',
        signalId: paymentMethodId,
        until,
        waitMs,
      },
      { deadlineMs, mayWait: true },
    );
  }

  /** Tells the order's saga that the provider has the customer's answer, whatever it is. Told again it is the same signal. Throws 503, 504. */
  async customerAnswered(sagaId: string, paymentId: string): Promise<void> {
    const typed = { name: CUSTOMER_ANSWERED, json: '{}' };
    await this.#grpc.call(
      'Signal',
      { sagaId, typed, signal: 'typed', signalId: paymentId, until: 'ACCEPTED', waitMs: 0 },
      { deadlineMs: seconds(2) },
    );
  }
}
