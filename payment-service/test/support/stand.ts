import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { Problem } from '@shop/common/errors';
import { createLogger, type Logger } from '@shop/common/logging/logger';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SignalSagaReply } from '@shop/protos/generated/shop/v1/SignalSagaReply';
import type { SignalSagaRequest__Output } from '@shop/protos/generated/shop/v1/SignalSagaRequest';
import type { AnyJson } from '@shop/testkit/json';
import mongoose, { type Connection } from 'mongoose';
import winston from 'winston';
import { startApp as startProvider, type ProviderApp } from '@shop/payment-provider/app';
import { readProviderConfig } from '@shop/payment-provider/config';
import { rightCaller, type Calls } from '@shop/testkit/right-caller';
import { freePort, startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { startApp, type PaymentService } from '../../dist/app.js';
import { readServiceConfig } from '../../dist/config.js';
import { SECRET, startPeers, type Peers } from './peers.js';
import { request, type Answer, type As } from './request.js';
import { scriptedSaga } from './scripted-saga.js';

export const WEBHOOK_SECRET = 'test-only-webhook-secret-of-32-characters';
export const APPROVED = { number: '4242424242424242', expiry: '12/25', cvv: '123' };
export const card = (number: string, expiry = '12/40', cvv = '987') => ({ number, expiry, cvv });

/** Payment-service and the built-in provider, with a real Redis and store, and scripted peers. */
export interface Stand {
  readonly redis: TestRedis;
  readonly store: TestStore;
  readonly peers: Peers;
  app: PaymentService;
  provider: ProviderApp;
  /** The database, for what no interface shows. */
  readonly database: Connection;
  readonly dataFile: string;
  /** The environments that the two processes were started with. */
  readonly environments: { readonly app: Record<string, string>; readonly provider: Record<string, string> };
  /** Every line that both processes logged. */
  readonly log: string[];
  readonly commands: Calls<PaymentsDefinition>;
  call(method: string, path: string, body?: unknown, as?: As): Promise<Answer>;
  /** Creates an order of this user that waits for its payment; returns its id. */
  order(totalMinor?: number, userId?: string): string;
  /** Carries out a payment once, as the saga does: authorise, then capture, each repeated until it is answered. */
  saga(signal: SignalSagaRequest__Output): Promise<SignalSagaReply>;
  /** Arms a fault in one of the two processes. */
  arm(where: 'app' | 'provider', at: string, what: string, more?: { times?: number; delayMs?: number }): Promise<void>;
  /** Disarms all faults. */
  disarm(): Promise<void>;
  /** The number of faults that have not happened yet. */
  armed(where: 'app' | 'provider'): Promise<number>;
  /** Stores a payment method; returns its id. */
  method(details?: { number: string; expiry: string; cvv: string }, user?: string): Promise<string>;
  /** The provider's books, read directly from the provider. */
  books(reference: string): Promise<AnyJson>;
  restartProvider(): Promise<void>;
  /** Restarts payment-service at the same addresses with these variables. */
  restartApp(env: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

/** Resolves with the error of `work`. */
export const thrown = (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    (value) => {
      throw new Error(`it was answered: ${JSON.stringify(value)}`);
    },
    (error: unknown) => {
      if (error instanceof Problem) return error;
      throw error;
    },
  );

function recorded(name: string, log: string[]): Logger {
  const logger = createLogger(name, 'debug');
  const stream = new Writable({ write: (chunk: Buffer, _, done) => (log.push(chunk.toString()), done()) });
  return logger.clear().add(new winston.transports.Stream({ stream }));
}

export async function startStand(env: Record<string, string> = {}): Promise<Stand> {
  const [redis, store, peers, dir] = await Promise.all([
    startRedis(),
    startStore(),
    startPeers(),
    mkdtemp(join(tmpdir(), 'payments-')),
  ]);
  const [port, providerPort] = [await freePort(), await freePort()];
  const log: string[] = [];
  const common = {
    NODE_ENV: 'test',
    INTERNAL_TOKEN_SECRET: SECRET,
    PROVIDER_WEBHOOK_SECRET: WEBHOOK_SECRET,
    FAULT_INJECTION: 'on',
  };
  const dataFile = join(dir, 'provider.jsonl');
  const uri = store.uri(`payments-${randomUUID().slice(0, 8)}`);
  const providerEnv = {
    ...common,
    PORT: String(providerPort),
    DATA_FILE: dataFile,
    WEBHOOK_URL: env['WEBHOOK_URL'] ?? `http://127.0.0.1:${port}/provider/webhooks`,
  };
  const providerConfig = readProviderConfig(providerEnv);
  const appEnv = {
    ...common,
    PORT: String(port),
    GRPC_PORT: '0',
    MONGODB_URI: uri,
    REDIS_URL: redis.url,
    JWKS_URLS: 'http://127.0.0.1:9',
    ORDER_SERVICE_GRPC_URLS: `127.0.0.1:${peers.ordersPort}`,
    SAGA_ORCHESTRATOR_GRPC_URLS: `127.0.0.1:${peers.sagasPort}`,
    PROVIDER_URL: `http://127.0.0.1:${providerPort}`,
    PROVIDER_TIMEOUT_MS: '2000',
    RECONCILE_INTERVAL_MS: '3600000',
    RECONCILE_AFTER_MS: '0',
    RATE_LIMIT: 'off',
    ...env,
  };
  const config = readServiceConfig(appEnv);
  const providerLogger = recorded('payment-provider', log);
  const provider = await startProvider(providerConfig, providerLogger);
  const app = await startApp(config, recorded('payment-service', log));
  const database = await mongoose.createConnection(uri).asPromise();
  const commands = rightCaller<PaymentsDefinition>({
    service: 'Payments',
    callee: 'payment-service',
    addresses: [`127.0.0.1:${app.ports.grpc}`],
    secret: SECRET,
  });

  const faults = (where: 'app' | 'provider', method: string, body?: unknown) =>
    where === 'app'
      ? request(port, 'payment-service', method, '/faults', body, { role: 'admin' })
      : request(providerPort, 'payment-provider', method, '/faults', body, { role: 'admin' });

  const stand: Stand = {
    redis,
    store,
    peers,
    app,
    provider,
    database,
    dataFile,
    environments: { app: appEnv, provider: providerEnv },
    log,
    commands,
    call: (method, path, body, as = {}) => request(port, 'payment-service', method, path, body, as),
    order(totalMinor = 2999, userId = 'u1') {
      const id = randomUUID();
      peers.orders.set(id, { userId, totalMinor, status: 'AWAITING_PAYMENT' });
      return id;
    },
    saga: scriptedSaga(peers, commands),
    async arm(where, at, what, { times = 1, delayMs = 0 } = {}) {
      const answer = await faults(where, 'POST', { at, do: what, times, delayMs });
      if (answer.status !== 201) throw new Error(`arming answered ${JSON.stringify(answer.body)}`);
    },
    async disarm() {
      for (const where of ['app', 'provider'] as const) await faults(where, 'DELETE');
    },
    armed: async (where) => (await faults(where, 'GET')).body['armed'].length,
    async method(details = APPROVED, user = 'u1') {
      const body = { paymentMethod: 'credit_card', cardDetails: details };
      const answer = await stand.call('POST', '/api/payment-methods', body, { user });
      if (answer.status !== 201) throw new Error(`adding a method answered ${JSON.stringify(answer.body)}`);
      return answer.body['id'] as string;
    },
    async books(reference) {
      const path = '/charges/lookup';
      const headers = {
        'content-type': 'application/json',
        [INTERNAL_HEADER]: new InternalTokens('payment-service', SECRET).issue('payment-provider'),
      };
      const body = JSON.stringify({ references: [reference] });
      const answer = await fetch(`http://127.0.0.1:${providerPort}${path}`, { method: 'POST', headers, body });
      return ((await answer.json()) as { items: unknown[] }).items[0];
    },
    async restartProvider() {
      await stand.provider.close();
      stand.provider = await startProvider(providerConfig, providerLogger);
    },
    async restartApp(changed) {
      const GRPC_PORT = String(stand.app.ports.grpc);
      await stand.app.close();
      const again = readServiceConfig({ ...appEnv, GRPC_PORT, ...changed });
      stand.app = await startApp(again, recorded('payment-service', log));
    },
    async stop() {
      commands.close();
      await database.close();
      await stand.app.close();
      await stand.provider.close();
      await peers.close();
      await Promise.all([redis.stop(), store.stop(), rm(dir, { recursive: true, force: true })]);
    },
  };
  peers.onSignal = (signal) => stand.saga(signal);
  return stand;
}
