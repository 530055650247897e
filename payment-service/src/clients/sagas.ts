import { GrpcClient, type GrpcClientOptions } from '@shop/common/grpc/client';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { SignalSagaReply__Output } from '@shop/protos/generated/shop/v1/SignalSagaReply';

/** A payment that its customer has submitted. Minor units. */
export interface Submitted {
  readonly paymentMethodId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

/** What we tell the saga orchestrator. */
export interface SagasClient {
  /**
   * Hands the payment to the order's saga and waits up to `waitMs` for it to rest. Its id is that of its method, which no other
   * payment has; sent again it is the same signal. Throws 503 or 504 when it cannot be told within `deadlineMs`, and 404
   * SAGA_NOT_FOUND when the order's saga was not started yet.
   */
  submitPayment(
    orderId: string,
    submitted: Submitted,
    wait: { until: 'ACCEPTED' | 'RESTED'; waitMs: number; deadlineMs: number },
  ): Promise<SignalSagaReply__Output>;
  close(): void;
}

export function sagasClient(options: Omit<GrpcClientOptions, 'service' | 'callee'>): SagasClient {
  const client = new GrpcClient<SagasDefinition>({ ...options, service: 'Sagas', callee: 'saga-orchestrator' });
  return {
    submitPayment: (sagaId, { paymentMethodId, amountMinor, currency }, { until, waitMs, deadlineMs }) =>
      client.call(
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
      ),
    close: () => client.close(),
  };
}
