import { annotate } from '@shop/common/tracing/context';
import { Problem } from '@shop/common/errors';
import { GrpcClient, type GrpcClientOptions } from '@shop/common/grpc/client';
import { BreakerOpen } from '@shop/common/grpc/replicas';
import type { ServiceName } from '@shop/protos/load';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import type { Participants as Dispatch } from '../engine/outside.js';

/** The gRPC services that sagas send commands to. */
export interface Clients {
  readonly orders: GrpcClient<OrdersDefinition>;
  readonly stock: GrpcClient<StockDefinition>;
  readonly payments: GrpcClient<PaymentsDefinition>;
  close(): void;
}

/** Which process carries out the commands of each participant. */
export const PROCESS_OF = {
  orders: 'order-service',
  stock: 'order-service',
  payments: 'payment-service',
} as const satisfies Record<keyof Omit<Clients, 'close'>, string>;

/** Connects lazily; a participant that is down does not keep the orchestrator from starting. */
export function connectParticipants(
  options: Pick<GrpcClientOptions, 'internal' | 'metrics' | 'tls'>,
  orderAddresses: readonly string[],
  paymentAddresses: readonly string[],
): Clients {
  const at = (service: ServiceName, callee: string, addresses: readonly string[]) => ({
    ...options,
    service,
    callee,
    addresses,
  });
  const clients = {
    orders: new GrpcClient<OrdersDefinition>(at('Orders', 'order-service', orderAddresses)),
    stock: new GrpcClient<StockDefinition>(at('Stock', 'order-service', orderAddresses)),
    payments: new GrpcClient<PaymentsDefinition>(at('Payments', 'payment-service', paymentAddresses)),
  };
  return { ...clients, close: () => Object.values(clients).forEach((client) => client.close()) };
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
