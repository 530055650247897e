import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { Faults } from '@shop/common/faults';
import { CALLERS } from '@shop/topology/callers';
import { GrpcClient } from '@shop/common/grpc/client';
import { serve, startGrpcServer } from '@shop/common/grpc/server';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { serviceDefinition } from '@shop/protos/load';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import type { OrchestratorConfig } from '../dist/config.js';

export const SECRET = 's'.repeat(40);
/** The replies that are not empty, by command. */
const REPLIES: Readonly<Record<string, object>> = {
  Create: { totalMinor: 100, currency: 'USD' },
  Authorize: { paymentId: 'p' },
  Capture: { paymentId: 'p' },
  Refund: { refundedMinor: 100 },
};

/** Participants in one process. They record the commands and follow a test's script. */
export interface Scripted {
  readonly port: number;
  /** Every delivery by order id, such as "reserve" or "cancel OUT_OF_STOCK". */
  readonly sent: Map<string, string[]>;
  /** Work before the answer, by order and command ("<order> reserve"). */
  readonly script: Map<string, () => Promise<void>>;
  /** Replies that replace the usual ones, by order and command. */
  readonly replies: Map<string, object>;
  close(): Promise<void>;
}

/** Starts them on a free port. They succeed unless the script throws or waits. */
export async function startScripted(): Promise<Scripted> {
  const sent = new Map<string, string[]>();
  const script = new Map<string, () => Promise<void>>();
  const replies = new Map<string, object>();
  const receive = async (orderId: string, command: string, note = '') => {
    sent.set(orderId, [...(sent.get(orderId) ?? []), `${command}${note}`]);
    await script.get(`${orderId} ${command}`)?.();
  };
  /** Answers every command of the contract after its script has run. */
  const standIn = (service: 'Orders' | 'Stock' | 'Payments') => {
    const methods = Object.entries(serviceDefinition(service)).map(([method, { responseStream }]) => {
      const command = method.replaceAll(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
      const answer = async ({ orderId, reason }: { orderId: string; reason?: string }) => {
        await receive(orderId, command, method === 'Cancel' ? ` ${reason}` : '');
        return replies.get(`${orderId} ${command}`) ?? REPLIES[method] ?? {};
      };
      return [method, responseStream ? async function* () {} : answer];
    });
    return serve(service, CALLERS[service], Object.fromEntries(methods) as never);
  };
  // one server answers for both processes, so it accepts the tokens of both
  const internal = new (class extends InternalTokens {
    override verify() {
      return { userId: null, role: 'anonymous' as const, process: 'saga-orchestrator' };
    }
  })('peers', SECRET);
  const server = await startGrpcServer({
    host: '127.0.0.1',
    port: 0,
    services: [standIn('Orders'), standIn('Stock'), standIn('Payments')],
    internal,
    logger: silentLogger(),
    metrics: createMetrics('peers'),
    faults: new Faults(false),
    faultPrefix: 'peers',
  });
  return { port: server.port, sent, script, replies, close: () => server.close(0) };
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
  PARTICIPANT_TOKENS: {},
  PARTICIPANT_CALLS: {},
  PARTICIPANT_RATE: {},
  JOB_LOCK_MS: 5_000,
  SAGA_RETENTION_DAYS: 0,
  ...more,
});

/** Calls orchestrators in turn, each method as a process that is permitted to. */
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

/** A request of Start: an order of one pen, paid at once or later. */
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
