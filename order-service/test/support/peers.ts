import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { notFound } from '@shop/common/errors';
import { Faults } from '@shop/common/faults';
import { serve, startGrpcServer, type Handlers, type Served } from '@shop/common/grpc/server';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { serviceDefinition, type ServiceName } from '@shop/protos/load';
import { CALLERS } from '@shop/topology/callers';
import { rightCaller } from '@shop/testkit/right-caller';

export const SECRET = 'a secret of the tests, long enough';

/** The peers' answers. A test replaces those that it needs. */
export interface Scripts {
  sagas: Pick<Handlers<SagasDefinition>, 'Start' | 'Cancel'>;
  payments: Pick<Handlers<PaymentsDefinition>, 'GetMethod' | 'CheckRefundChange' | 'Inspect'>;
}

const notScripted = async () => {
  throw new Error('no test scripted this');
};

/** A handler for every method of a contract that fails each call. */
const unscripted = <D>(service: ServiceName): Handlers<D> =>
  Object.fromEntries(Object.keys(serviceDefinition(service)).map((method) => [method, notScripted])) as Handlers<D>;

/** The other processes, over real gRPC. `commands` calls order-service as the orchestrator does. */
export async function startPeers(scripts: Scripts) {
  const sagas = await peer(
    'saga-orchestrator',
    serve<SagasDefinition>('Sagas', CALLERS.Sagas, {
      ...unscripted<SagasDefinition>('Sagas'),
      Start: (request, call) => scripts.sagas.Start(request, call),
      Cancel: (request, call) => scripts.sagas.Cancel(request, call),
    }),
  );
  const payments = await peer(
    'payment-service',
    serve<PaymentsDefinition>('Payments', CALLERS.Payments, {
      ...unscripted<PaymentsDefinition>('Payments'),
      GetMethod: (request, call) => scripts.payments.GetMethod(request, call),
      CheckRefundChange: (request, call) => scripts.payments.CheckRefundChange(request, call),
      Inspect: (request, call) => scripts.payments.Inspect(request, call),
    }),
  );
  return {
    sagas: `127.0.0.1:${sagas.port}`,
    payments: `127.0.0.1:${payments.port}`,
    stop: async () => void (await Promise.all([sagas.close(0), payments.close(0)])),
  };
}

const peer = (name: string, service: Served) =>
  startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    services: [service],
    internal: new InternalTokens(name, SECRET),
    logger: silentLogger(),
    metrics: createMetrics(name),
    faults: new Faults(false),
    faultPrefix: name,
  });

/** Clients of order-service's own contracts, each authenticated as a caller that the contract permits. */
export function commands(port: number) {
  const options = { callee: 'order-service', addresses: [`127.0.0.1:${port}`], secret: SECRET };
  const orders = rightCaller<OrdersDefinition>({ ...options, service: 'Orders' });
  const stock = rightCaller<StockDefinition>({ ...options, service: 'Stock' });
  return { orders, stock, close: () => (orders.close(), stock.close()) };
}

/** Peers that start no sagas and have no payments. */
export const quietScripts = (): Scripts => ({
  sagas: { Start: notScripted, Cancel: notScripted },
  payments: {
    GetMethod: async () => {
      throw notFound('PAYMENT_METHOD_NOT_FOUND', 'None.');
    },
    CheckRefundChange: async () => ({}),
    Inspect: async () => {
      throw notFound('PAYMENT_NOT_FOUND', 'None.');
    },
  },
});
