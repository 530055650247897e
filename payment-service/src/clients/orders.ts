import type { GrpcClient } from '@shop/common/grpc/client';
import type { Order__Output } from '@shop/protos/generated/shop/v1/Order';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { Payable__Output } from '@shop/protos/generated/shop/v1/Payable';

/** Client of order-service. Every call throws 503 or 504 when order-service cannot be reached. */
export class OrdersClient {
  readonly #grpc: GrpcClient<OrdersDefinition>;

  constructor(grpc: GrpcClient<OrdersDefinition>) {
    this.#grpc = grpc;
  }

  /** This user's order; without a user, anyone's. Throws 404 ORDER_NOT_FOUND. */
  get(orderId: string, userId = ''): Promise<Order__Output> {
    return this.#grpc.call('Get', { orderId, userId });
  }

  /** Freezes the order against changes. Throws 409 ORDER_NOT_PAYABLE, 422 AMOUNT_MISMATCH. */
  beginPayment(orderId: string, userId: string, amountMinor: number): Promise<Payable__Output> {
    return this.#grpc.call('BeginPayment', { orderId, userId, amountMinor });
  }
}
