import { annotate } from '@shop/common/tracing/context';
import type { GrpcClient } from '@shop/common/grpc/client';
import type { OpenClient } from '@shop/common/service/clients';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import type { OrchestratorConfig } from '../config.js';
import type { Participants } from '@shop/saga-engine/core/outside';
import { grpcParticipants } from '@shop/saga-engine/grpc/participants';

/** The gRPC services that sagas send commands to. */
export interface Clients {
  readonly orders: GrpcClient<OrdersDefinition>;
  readonly stock: GrpcClient<StockDefinition>;
  readonly payments: GrpcClient<PaymentsDefinition>;
}

/** Which process carries out the commands of each participant. */
export const PROCESS_OF = {
  orders: 'order-service',
  stock: 'order-service',
  payments: 'payment-service',
} as const satisfies Record<keyof Clients, string>;

/** Connects lazily; a participant that is down does not keep the orchestrator from starting. */
export function connectParticipants(
  client: OpenClient,
  addresses: Pick<OrchestratorConfig, 'ORDER_SERVICE_GRPC_URLS' | 'PAYMENT_SERVICE_GRPC_URLS'>,
): Clients {
  const { ORDER_SERVICE_GRPC_URLS, PAYMENT_SERVICE_GRPC_URLS } = addresses;
  return {
    orders: client<OrdersDefinition>('Orders', PROCESS_OF.orders, ORDER_SERVICE_GRPC_URLS),
    stock: client<StockDefinition>('Stock', PROCESS_OF.stock, ORDER_SERVICE_GRPC_URLS),
    payments: client<PaymentsDefinition>('Payments', PROCESS_OF.payments, PAYMENT_SERVICE_GRPC_URLS),
  };
}

/** Sends commands over gRPC, see grpcParticipants; what is logged meanwhile names the saga and its order. */
export function participants({ orders, stock, payments }: Clients): Participants {
  const sent = grpcParticipants({ orders, stock, payments });
  return {
    dispatch(command, call) {
      annotate({ sagaId: call.sagaId, orderId: call.correlationId });
      return sent.dispatch(command, call);
    },
  };
}
