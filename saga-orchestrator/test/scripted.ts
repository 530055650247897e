import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { Faults } from '@shop/common/faults';
import { CALLERS } from '@shop/topology/callers';
import { GrpcClient } from '@shop/common/grpc/client';
import { serve, startGrpcServer } from '@shop/common/grpc/server';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { StockDefinition } from '@shop/protos/generated/shop/v1/Stock';
import { expect } from 'chai';
import type { OrchestratorConfig } from '../src/config.js';

export const SECRET = 's'.repeat(40);
const never = async () => expect.fail('not part of this test');

/** Participants in one process: they note what they are sent and do what a test's script says. */
export interface Scripted {
  readonly port: number;
  /** What came, by order, every delivery: "reserve", "cancel OUT_OF_STOCK". */
  readonly sent: Map<string, string[]>;
  /** What to do before answering done, by order and command ("<order> reserve"). */
  readonly script: Map<string, () => Promise<void>>;
  close(): Promise<void>;
}

/** Starts them on a free port; they answer done unless the script throws or waits. */
export async function startScripted(): Promise<Scripted> {
  const sent = new Map<string, string[]>();
  const script = new Map<string, () => Promise<void>>();
  const receive = async (orderId: string, command: string, note = '') => {
    sent.set(orderId, [...(sent.get(orderId) ?? []), `${command}${note}`]);
    await script.get(`${orderId} ${command}`)?.();
  };
  const orders = serve<OrdersDefinition>('Orders', CALLERS.Orders, {
    Create: async ({ orderId }) => (await receive(orderId, 'create'), { totalMinor: 100, currency: 'USD' }),
    Cancel: async ({ orderId, reason }) => (await receive(orderId, 'cancel', ` ${reason}`), {}),
    Confirm: async ({ orderId }) => (await receive(orderId, 'confirm'), {}),
    MarkCancelled: async ({ orderId }) => (await receive(orderId, 'mark-cancelled'), {}),
    Get: never,
    BeginPayment: never,
    Watch: async function* () {},
    Audit: async function* () {},
  });
  const stock = serve<StockDefinition>('Stock', CALLERS.Stock, {
    Reserve: async ({ orderId }) => (await receive(orderId, 'reserve'), {}),
    Release: async ({ orderId }) => (await receive(orderId, 'release'), {}),
    Restock: async ({ orderId }) => (await receive(orderId, 'restock'), {}),
    Audit: async function* () {},
  });
  const payments = serve<PaymentsDefinition>('Payments', CALLERS.Payments, {
    Authorize: async ({ orderId }) => (await receive(orderId, 'authorize'), { paymentId: 'p' }),
    Void: async ({ orderId }) => (await receive(orderId, 'void'), {}),
    Capture: async ({ orderId }) => (await receive(orderId, 'capture'), { paymentId: 'p' }),
    Refund: async ({ orderId }) => (await receive(orderId, 'refund'), { refundedMinor: 100 }),
    Inspect: never,
    GetMethod: never,
    Audit: async function* () {},
    AuditCharges: async function* () {},
  });
  // one server answers for both processes, so it takes the tokens of both
  const internal = new (class extends InternalTokens {
    override verify() {
      return { userId: null, role: 'anonymous' as const, process: 'saga-orchestrator' };
    }
  })('peers', SECRET);
  const server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    services: [orders, stock, payments],
    internal,
    logger: silentLogger(),
    metrics: createMetrics('peers'),
    faults: new Faults(false),
    faultPrefix: 'peers',
  });
  return { port: server.port, sent, script, close: () => server.close(0) };
}

/** The configuration of an orchestrator that calls these participants. */
export const configFor = (
  peers: Pick<Scripted, 'port'>,
  { redisUrl, mongoUri }: { redisUrl: string; mongoUri: string },
  more: Partial<OrchestratorConfig> = {},
): OrchestratorConfig => ({
  NODE_ENV: 'test',
  HOST: '127.0.0.1',
  PORT: 0,
  GRPC_PORT: 0,
  LOG_LEVEL: 'error',
  FAULT_INJECTION: false,
  INTERNAL_TOKEN_SECRET: SECRET,
  MONGODB_URI: mongoUri,
  REDIS_URL: redisUrl,
  JWKS_URLS: ['http://127.0.0.1:1'],
  ORDER_SERVICE_GRPC_URLS: [`127.0.0.1:${peers.port}`],
  PAYMENT_SERVICE_GRPC_URLS: [`127.0.0.1:${peers.port}`],
  PAYMENT_TIMEOUT_MS: 60_000,
  CONCURRENCY: 16,
  PARTICIPANT_URLS: {},
  PARTICIPANT_CALLS: {},
  PARTICIPANT_RATE: {},
  JOB_LOCK_MS: 5_000,
  SAGA_RETENTION_DAYS: 0,
  ...more,
});

/** Calls orchestrators in turn, each method as the process that may. */
export interface SagasCaller extends Pick<GrpcClient<SagasDefinition>, 'call' | 'stream'> {
  close(): void;
}

export function sagasCaller(...ports: number[]): SagasCaller {
  const clients = new Map<string, GrpcClient<SagasDefinition>>();
  const as = (method: keyof typeof CALLERS.Sagas) => {
    const process = CALLERS.Sagas[method][0]!;
    const client =
      clients.get(process) ??
      new GrpcClient<SagasDefinition>({
        service: 'Sagas',
        callee: 'saga-orchestrator',
        addresses: ports.map((port) => `127.0.0.1:${port}`),
        internal: new InternalTokens(process, SECRET),
        metrics: createMetrics('caller'),
      });
    clients.set(process, client);
    return client;
  };
  return {
    call: (method, ...rest) => as(method).call(method, ...rest),
    stream: (method, ...rest) => as(method).stream(method, ...rest),
    close: () => clients.forEach((client) => client.close()),
  };
}

/** What Start is asked for: an order of one pen, paid at once or to be paid. */
export const startRequest = (
  id: string,
  { paid = true, until = 'RESTED' as 'RESTED' | 'STARTED' | 'ACCEPTED', userId = 'u' } = {},
) => ({
  sagaId: id,
  placeOrder: {
    userId,
    lines: [{ productId: 'pen', quantity: 1 }],
    shippingAddress: { street: 's', city: 'c', zipCode: 'z' },
    paymentMethodId: paid ? 'pm' : '',
  },
  until,
  waitMs: 10_000,
});
