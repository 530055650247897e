import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { conflict, notFound } from '@shop/common/errors';
import { Faults } from '@shop/common/faults';
import { serve, startGrpcServer, type Served } from '@shop/common/grpc/server';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { SignalSagaReply } from '@shop/protos/generated/shop/v1/SignalSagaReply';
import type { SignalSagaRequest__Output } from '@shop/protos/generated/shop/v1/SignalSagaRequest';
import { CALLERS } from '@shop/topology/callers';

export const SECRET = 'test-only-internal-secret-of-32-characters';

interface ScriptedOrder {
  userId: string;
  totalMinor: number;
  status: string;
  /** Default: USD. */
  currency?: string;
  /** The changes that were applied. */
  paidChanges?: { id: string; differenceMinor: number }[];
}

/** The parts of order-service and saga-orchestrator that payment-service calls: real gRPC, scripted answers. */
export interface Peers {
  readonly ordersPort: number;
  readonly sagasPort: number;
  readonly orders: Map<string, ScriptedOrder>;
  /** Every signal, as it was received. */
  readonly signals: SignalSagaRequest__Output[];
  /** The orchestrator's reaction to a signal. */
  onSignal: (signal: SignalSagaRequest__Output) => Promise<SignalSagaReply>;
  close(): Promise<void>;
}

/** Handlers for these methods only. A call to any other method fails. */
const only = <H extends object>(handlers: NoInfer<Partial<H>>): H =>
  new Proxy(handlers as H, {
    get: (target, name) =>
      Reflect.get(target, name) ??
      (async () => {
        throw new Error(`payment-service does not call ${String(name)}`);
      }),
  });

export async function startPeers(): Promise<Peers> {
  const orders = new Map<string, ScriptedOrder>();
  const found = (orderId: string, userId: string): ScriptedOrder => {
    const order = orders.get(orderId);
    if (!order || (userId !== '' && order.userId !== userId)) throw notFound('ORDER_NOT_FOUND', 'No such order.');
    return order;
  };
  const ordersService = serve<OrdersDefinition>(
    'Orders',
    CALLERS.Orders,
    only({
      Get: async ({ orderId, userId }: { orderId: string; userId: string }) => ({
        id: orderId,
        currency: 'USD',
        ...found(orderId, userId),
      }),
      BeginPayment: async ({ orderId, userId }: { orderId: string; userId: string }) => {
        const { status, totalMinor, currency = 'USD' } = found(orderId, userId);
        if (status === 'CONFIRMED' || status === 'CANCELLED')
          throw conflict('ORDER_NOT_PAYABLE', `The order is ${status}.`);
        return { totalMinor, currency, status };
      },
    }),
  );
  const signals: SignalSagaRequest__Output[] = [];
  const peers = { onSignal: async (): Promise<SignalSagaReply> => ({ outcome: 'ACCEPTED', reached: false }) };
  const sagasService = serve<SagasDefinition>(
    'Sagas',
    CALLERS.Sagas,
    only({
      Signal: async (request: SignalSagaRequest__Output) => {
        signals.push(request);
        return (peers.onSignal as Peers['onSignal'])(request);
      },
    }),
  );
  const start = (name: string, service: Served) =>
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
  const [ordersServer, sagasServer] = await Promise.all([
    start('order-service', ordersService),
    start('saga-orchestrator', sagasService),
  ]);
  return Object.assign(peers, {
    ordersPort: ordersServer.port,
    sagasPort: sagasServer.port,
    orders,
    signals,
    close: async () => {
      await Promise.all([ordersServer.close(0), sagasServer.close(0)]);
    },
  }) as Peers;
}
