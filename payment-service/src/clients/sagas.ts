import { GrpcClient, type GrpcClientOptions } from '@shop/common/grpc-client';
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
   * payment has; sent again it is the same signal. Throws 503 or 504 when it cannot be told.
   */
  submitPayment(orderId: string, submitted: Submitted, waitMs: number): Promise<SignalSagaReply__Output>;
  close(): void;
}

/** On top of the wait: time for the way there and back. */
const MARGIN_MS = 2_000;

export function sagasClient(options: Omit<GrpcClientOptions, 'service' | 'callee'>): SagasClient {
  const client = new GrpcClient<SagasDefinition>({ ...options, service: 'Sagas', callee: 'saga-orchestrator' });
  return {
    submitPayment: (sagaId, paymentSubmitted, waitMs) =>
      client.call(
        'Signal',
        {
          sagaId,
          paymentSubmitted: { ...paymentSubmitted },
          signal: 'paymentSubmitted',
          signalId: paymentSubmitted.paymentMethodId,
          until: 'RESTED',
          waitMs,
        },
        { deadlineMs: waitMs + MARGIN_MS },
      ),
    close: () => client.close(),
  };
}
