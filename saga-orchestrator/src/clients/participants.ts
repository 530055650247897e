import { annotate } from '@shop/common/tracing/context';
import type { Metrics } from '@shop/common/metrics';
import type { GrpcClient } from '@shop/common/grpc/client';
import type { OpenClient } from '@shop/common/service/clients';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { INTERNAL_HEADER, type InternalTokens } from '@shop/common/auth/internal-tokens';
import type { OrchestratorConfig } from '../config.js';
import type { Participants } from 'saga-engine/core/ports';
import { grpcParticipants } from 'saga-engine/grpc/participants';
import { httpParticipants } from 'saga-engine/http/participants';
import { participantsByName } from 'saga-engine/participants-by-name';

/** The gRPC services that sagas send commands to. */
export interface Clients {
  readonly orders: GrpcClient<OrdersDefinition>;
  readonly stock: GrpcClient<StockDefinition>;
  readonly payments: GrpcClient<PaymentsDefinition>;
}

/** Which process carries out the commands of each participant. */
const PROCESS_OF = {
  orders: 'order-service',
  stock: 'order-service',
  payments: 'payment-service',
} as const satisfies Record<keyof Clients, string>;

/** Connects lazily, so that the orchestrator starts while a participant is down. */
export function connectParticipants(
  client: OpenClient,
  addresses: Pick<OrchestratorConfig, 'ORDER_SERVICE_GRPC_URLS' | 'PAYMENT_SERVICE_GRPC_URLS'>,
): Clients {
  const { ORDER_SERVICE_GRPC_URLS, PAYMENT_SERVICE_GRPC_URLS } = addresses;
  return {
    orders: client('Orders', PROCESS_OF.orders, ORDER_SERVICE_GRPC_URLS),
    stock: client('Stock', PROCESS_OF.stock, ORDER_SERVICE_GRPC_URLS),
    payments: client('Payments', PROCESS_OF.payments, PAYMENT_SERVICE_GRPC_URLS),
  };
}

/** The process of each participant; a configured participant is its own process. */
export const processOf = (urls: OrchestratorConfig['PARTICIPANT_URLS']): Readonly<Record<string, string>> => ({
  ...PROCESS_OF,
  ...Object.fromEntries(Object.keys(urls).map((name) => [name, name])),
});

/**
 * Sends each command to the participant with its name: the shop's over gRPC, configured ones over HTTP. Log lines meanwhile include the ids
 * of the saga and its order.
 */
export function participants(
  { orders, stock, payments }: Clients,
  {
    PARTICIPANT_URLS: urls,
    PARTICIPANT_TOKENS: tokens,
  }: Pick<OrchestratorConfig, 'PARTICIPANT_URLS' | 'PARTICIPANT_TOKENS'>,
  internal: InternalTokens,
  metrics: Metrics,
): Participants {
  const shop = grpcParticipants({ orders, stock, payments });
  const further = Object.fromEntries(
    Object.entries(urls).map(([name, of]) => [
      name,
      { urls: of, headers: () => shownTo(name, tokens[name], internal) },
    ]),
  );
  const overHttp = httpParticipants(further, metrics);
  const sent = participantsByName({
    orders: shop,
    stock: shop,
    payments: shop,
    ...Object.fromEntries(Object.keys(urls).map((name) => [name, overHttp])),
  });
  return {
    dispatch(command, call) {
      annotate({ sagaId: call.sagaId, orderId: call.correlationId });
      return sent.dispatch(command, call);
    },
  };
}

/** The headers that authenticate this process to the participant. Throws, so that nothing is sent, when no token is configured. */
function shownTo(name: string, token: string | undefined, internal: InternalTokens): Record<string, string> {
  if (token === undefined) throw new Error(`PARTICIPANT_TOKENS does not say what ${name} is shown`);
  if (token === 'none') return {};
  return token === 'internal' ? { [INTERNAL_HEADER]: internal.issue(name) } : { authorization: `Bearer ${token}` };
}
