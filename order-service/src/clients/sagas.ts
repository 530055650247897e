import type { GrpcClient } from '@shop/common/grpc/client';
import type { CancelRequest } from '@shop/protos/contract';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { Line, Address } from '../domain/order.js';

/** What is to be placed. */
export interface Placing {
  orderId: string;
  userId: string;
  lines: readonly Line[];
  shippingAddress: Address;
  paymentMethodId?: string;
}

/** What became of it so far. */
export interface Placed {
  reached: boolean;
  state: string;
  failureReason: string;
}

/** saga-orchestrator, as order-service needs it. */
export class SagasClient {
  readonly #grpc: GrpcClient<SagasDefinition>;

  constructor(grpc: GrpcClient<SagasDefinition>) {
    this.#grpc = grpc;
  }

  /**
   * Starts the place-order saga, or finds it started; waits up to `waitMs` until it has begun, or rests. Throws 503 or 504
   * when that cannot be told within `deadlineMs`; it may have been started all the same.
   */
  async placeOrder(
    placing: Placing,
    { until, waitMs, deadlineMs }: { until: 'ACCEPTED' | 'STARTED' | 'RESTED'; waitMs: number; deadlineMs: number },
  ): Promise<Placed> {
    const { orderId, userId, lines, shippingAddress, paymentMethodId = '' } = placing;
    const { reached, saga } = await this.#grpc.call(
      'Start',
      {
        sagaId: orderId,
        placeOrder: {
          userId,
          lines: [...lines],
          shippingAddress,
          paymentMethodId,
        },
        until,
        waitMs,
      },
      { deadlineMs, mayWait: true },
    );
    return { reached, state: saga?.state ?? '', failureReason: saga?.failureReason ?? '' };
  }

  /** Cancels an order, before or after its confirmation. */
  async cancelOrder(orderId: string, by: string, reason: CancelRequest): Promise<void> {
    await this.#grpc.call('Cancel', { orderId, by, reason });
  }
}
