import { GrpcClient, type GrpcClientOptions } from '@shop/common/grpc/client';
import type { Order__Output } from '@shop/protos/generated/shop/v1/Order';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { Payable__Output } from '@shop/protos/generated/shop/v1/Payable';

/** What we ask of order-service. Every call throws 503 or 504 when it cannot be asked. */
export interface OrdersClient {
  /** This user's order. Throws 404 ORDER_NOT_FOUND. Without a user anyone's. */
  get(orderId: string, userId?: string): Promise<Order__Output>;
  /** Freezes the order against changes. Throws 409 ORDER_NOT_PAYABLE, 422 AMOUNT_MISMATCH. */
  beginPayment(orderId: string, userId: string, amountMinor: number): Promise<Payable__Output>;
  close(): void;
}

export function ordersClient(options: Omit<GrpcClientOptions, 'service' | 'callee'>): OrdersClient {
  const client = new GrpcClient<OrdersDefinition>({ ...options, service: 'Orders', callee: 'order-service' });
  return {
    get: (orderId, userId = '') => client.call('Get', { orderId, userId }),
    beginPayment: (orderId, userId, amountMinor) => client.call('BeginPayment', { orderId, userId, amountMinor }),
    close: () => client.close(),
  };
}
