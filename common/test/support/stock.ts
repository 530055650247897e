import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { serviceDefinition } from '@shop/protos/load';
import { InternalTokens } from '../../dist/auth/internal-tokens.js';
import { Faults } from '../../dist/faults.js';
import { GrpcClient } from '../../dist/grpc/client.js';
import {
  serve,
  startGrpcServer,
  type GrpcListening,
  type GrpcServerOptions,
  type Handlers,
} from '../../dist/grpc/server.js';
import type { MethodsOf } from '../../dist/grpc/methods.js';
import { silentLogger } from '../../dist/logging/logger.js';
import { createMetrics } from '../../dist/metrics.js';

/** The secret with which these sign and check internal tokens. */
export const secret = 'a-secret-of-at-least-thirty-two-characters';

/** The methods of Stock; those that answer with a stream. */
const methods = Object.entries(serviceDefinition('Stock')) as [
  MethodsOf<StockDefinition>,
  { readonly responseStream: boolean },
][];

/** Who may call them here. */
const callers = Object.fromEntries(methods.map(([name]) => [name, ['saga-orchestrator']])) as Record<
  MethodsOf<StockDefinition>,
  string[]
>;

/** Does nothing and succeeds. Made from the contract, to which a generated step adds commands. */
const idle = Object.fromEntries(
  methods.map(([name, { responseStream }]) => [name, responseStream ? async function* () {} : async () => ({})]),
) as unknown as Handlers<StockDefinition>;

/** The contract Stock as order-service serves it, on a free port; a method that is not given does nothing and succeeds. */
export function startStock(
  handlers: Partial<Handlers<StockDefinition>> = {},
  options: Partial<GrpcServerOptions> = {},
): Promise<GrpcListening> {
  const stock = serve<StockDefinition>('Stock', callers, { ...idle, ...handlers });
  return startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    services: [stock],
    internal: new InternalTokens('order-service', secret),
    logger: silentLogger(),
    metrics: createMetrics('order-service'),
    faults: new Faults(false),
    faultPrefix: 'order',
    ...options,
  });
}

/** saga-orchestrator's client of the stock on these ports of this machine. */
export const stockClient = (
  ports: readonly number[],
  options: Partial<ConstructorParameters<typeof GrpcClient>[0]> = {},
): GrpcClient<StockDefinition> =>
  new GrpcClient<StockDefinition>({
    service: 'Stock',
    callee: 'order-service',
    addresses: ports.map((port) => `127.0.0.1:${port}`),
    internal: new InternalTokens('saga-orchestrator', secret),
    metrics: createMetrics('saga-orchestrator'),
    ...options,
  });
