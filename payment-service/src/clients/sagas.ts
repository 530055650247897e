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

/** Client of saga-orchestrator. */
export class SagasClient {
  readonly #grpc: GrpcClient<SagasDefinition>;

  constructor(grpc: GrpcClient<SagasDefinition>) {
    this.#grpc = grpc;
  }

  /**
   * Signals the payment to the order's saga and waits up to `waitMs` for the saga to come to rest. The signal's id is the id of the payment
   * method, which no other payment has, so a repeated call is the same signal. Throws 503 or 504 when the saga cannot be signalled within
   * `deadlineMs`, and 404 SAGA_NOT_FOUND when the order's saga was not started yet.
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
      { deadlineMs },
    );
  }

  /**
   * Signals the order's saga that the provider has the customer's answer, whatever it is. A repeated call is the same signal. Throws 503 or
   * 504.
   */
  async customerAnswered(sagaId: string, paymentId: string): Promise<void> {
    const typed = { name: CUSTOMER_ANSWERED, json: '{}' };
    await this.#grpc.call(
      'Signal',
      { sagaId, typed, signal: 'typed', signalId: paymentId, until: 'ACCEPTED', waitMs: 0 },
      { deadlineMs: seconds(2) },
    );
  }
}
