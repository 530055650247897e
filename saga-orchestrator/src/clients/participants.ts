import { annotate } from '@shop/common/tracing/context';
import { Problem } from '@shop/common/errors';
import type { GrpcClient } from '@shop/common/grpc/client';
import { BreakerOpen } from '@shop/common/grpc/replicas';
import type { OpenClient } from '@shop/common/service/clients';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import type { OrchestratorConfig } from '../config.js';
import type { Participants as Dispatch } from '@shop/saga-engine/core/outside';

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

/** Sends commands over gRPC and says which answers are definite: a refusal with a 4xx code is, anything lost or late is not. */
export function participants(clients: Clients): Dispatch {
  const byName = new Map<string, GrpcClient<object>>(
    Object.entries({ orders: clients.orders, stock: clients.stock, payments: clients.payments }) as never,
  );
  return {
    async dispatch({ participant, method, request }, { key, deadlineMs, sagaId, correlationId }) {
      const client = byName.get(participant);
      if (!client) throw new Error(`there is no participant ${participant}`);
      annotate({ sagaId, orderId: correlationId });
      const name = method.charAt(0).toUpperCase() + method.slice(1);
      try {
        const reply: unknown = await client.call(name as never, request as never, {
          deadlineMs,
          metadata: { 'idempotency-key': key },
        });
        return { type: 'done', reply };
      } catch (error) {
        if (error instanceof BreakerOpen) return { type: 'in-doubt', error: error.message, parkedUntil: error.retryAt };
        if (error instanceof Problem && error.definite)
          return { type: 'refused', reason: error.code, detail: error.message };
        return { type: 'in-doubt', error: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
