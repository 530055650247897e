import { toProblem, unavailable } from '@shop/common/errors';
import type { GrpcClient } from '@shop/common/grpc/client';
import { CHANGE_ORDER, TRAVEL_MS, type CancelRequest } from '@shop/protos/contract';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { Line, Address } from '../domain/order.js';

/** The order to place. */
export interface Placing {
  orderId: string;
  userId: string;
  lines: readonly Line[];
  shippingAddress: Address;
  paymentMethodId?: string;
}

/** The state of the saga so far. */
export interface Placed {
  reached: boolean;
  state: string;
  failureReason: string;
}

/** A change of a paid order, as its saga takes it. Minor units; the difference is below zero for less. */
export interface ChangeInput {
  orderId: string;
  userId: string;
  revision: number;
  lines: readonly Line[];
  totalMinor: number;
  differenceMinor: number;
  currency: string;
  paymentMethodId?: string;
}

/** saga-orchestrator, as order-service needs it. */
export class SagasClient {
  readonly #grpc: GrpcClient<SagasDefinition>;

  constructor(grpc: GrpcClient<SagasDefinition>) {
    this.#grpc = grpc;
  }

  /**
   * Starts the place-order saga, or finds it started; waits up to `waitMs` until it has begun, or rests. Throws 503 or 504 without an
   * answer within `deadlineMs`; the saga may have been started anyway.
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
      { deadlineMs },
    );
    return { reached, state: saga?.state ?? '', failureReason: saga?.failureReason ?? '' };
  }

  /**
   * Starts the saga that changes a paid order, or finds it started; waits up to `waitMs` until it has begun, or ended. Throws 503 or 504
   * without an answer; the saga may have been started anyway.
   */
  async changeOrder(changeId: string, input: ChangeInput, waitMs: number): Promise<void> {
    const typed = { type: CHANGE_ORDER, json: JSON.stringify(input) };
    const options = { deadlineMs: waitMs + TRAVEL_MS };
    try {
      await this.#grpc.call('Start', { sagaId: changeId, typed, until: 'STARTED', waitMs }, options);
    } catch (error) {
      // an orchestrator of an earlier release does not know this saga
      if (toProblem(error).definite)
        throw unavailable('Paid orders cannot be changed at the moment; try again shortly.');
      throw error;
    }
  }

  /** Cancels an order, before or after its confirmation. */
  async cancelOrder(orderId: string, by: string, reason: CancelRequest): Promise<void> {
    await this.#grpc.call('Cancel', { orderId, by, reason });
  }
}
