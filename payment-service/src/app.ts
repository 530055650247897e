import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { bearerTokens } from '@shop/common/auth/bearer-tokens';
import { createBreaker } from '@shop/common/breaker';
import { Faults } from '@shop/common/faults';
import { pingGrpc } from '@shop/common/grpc/health';
import { startGrpcServer } from '@shop/common/grpc/server';
import { readGrpcTls } from '@shop/common/grpc/tls';
import { createHttpApp, listen } from '@shop/common/http/server';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import { Intents } from '@shop/common/mongo/intents';
import type { App } from '@shop/common/process';
import { createLogger, type Logger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo, ensureIndexes, pingMongo } from '@shop/common/mongo/connection';
import { connectRedis, pingRedis } from '@shop/common/redis/connection';
import { Relay } from '@shop/common/mongo/relay';
import { every } from '@shop/common/time';
import { ordersClient } from './clients/orders.js';
import { sagasClient } from './clients/sagas.js';
import type { PaymentConfig } from './config.js';
import { attemptsModel } from './data/attempts.model.js';
import { attemptsRepository } from './data/attempts.repository.js';
import { paymentMethodModel } from './data/payment-method.model.js';
import { paymentMethodRepository } from './data/payment-method.repository.js';
import { paymentModel } from './data/payment.model.js';
import { paymentRepository } from './data/payment.repository.js';
import { paymentHandlers } from './grpc/payments.handlers.js';
import { paymentMethodRoutes } from './http/payment-methods.routes.js';
import { paymentRoutes } from './http/payments.routes.js';
import { webhookRoute } from './http/webhooks.routes.js';
import { guardedProvider } from './providers/guarded.js';
import { chooseProvider } from './providers/choose.js';
import { deliverSignal } from './use-cases/deliver-signal.js';
import type { Parts } from './use-cases/parts.js';
import { reconcile } from './use-cases/reconcile.js';

const NAME = 'payment-service';

export interface PaymentApp extends App {
  readonly port: number;
  readonly grpcPort: number;
  /** One round of the reconciler, now. */
  reconcile(): Promise<number>;
}

/** Puts payment-service together and starts it. */
export async function startApp(
  config: PaymentConfig,
  logger: Logger = createLogger(NAME, config.LOG_LEVEL),
): Promise<PaymentApp> {
  const tls = readGrpcTls(config);
  const faults = new Faults(config.FAULT_INJECTION);
  const metrics = createMetrics(NAME);
  const internal = new InternalTokens(NAME, config.INTERNAL_TOKEN_SECRET);
  const mongo = await connectMongo(config.MONGODB_URI, { logger, faults, prefix: 'payment', metrics });
  const redis = connectRedis(config.REDIS_URL, { logger, metrics });
  const provider = guardedProvider(
    await chooseProvider(config, internal),
    createBreaker('payment provider', metrics),
    faults,
  );
  const payments = paymentModel(mongo);
  const parts: Parts = {
    payments: paymentRepository(payments),
    signals: new Intents(payments, 'signalIntent'),
    methods: paymentMethodRepository(paymentMethodModel(mongo)),
    attempts: config.RATE_LIMIT ? attemptsRepository(attemptsModel(mongo)) : undefined,
    provider,
    orders: ordersClient({ addresses: config.ORDER_SERVICE_GRPC_URLS, internal, metrics, tls }),
    sagas: sagasClient({ addresses: config.SAGA_ORCHESTRATOR_GRPC_URLS, internal, metrics, tls }),
    logger,
    doubtMs: config.RECONCILE_AFTER_MS,
  };
  const idempotency = new IdempotencyStore(mongo, config.INTERNAL_TOKEN_SECRET);
  await ensureIndexes(mongo);

  const relay = new Relay({
    backlog: parts.signals,
    deliver: (leased) => deliverSignal(parts, leased),
    logger,
    what: 'The signal of a payment that was submitted',
  });
  parts.signals.watch(
    metrics,
    'payments_awaiting_signal',
    "Payments that their orders' sagas have still to be told of",
  );

  const { HOST: host } = config;
  const grpcOptions = { host, port: config.GRPC_PORT, internal, logger, metrics, faults, faultPrefix: 'payment', tls };
  const grpc = await startGrpcServer({ ...grpcOptions, services: [paymentHandlers(parts)] });
  const health = {
    draining: false,
    checks: {
      mongo: () => pingMongo(mongo),
      redis: () => pingRedis(redis),
      grpc: () => pingGrpc(grpc.port, host, tls),
    },
  };
  const http = await listen(
    createHttpApp({
      logger,
      metrics,
      health,
      faults,
      internal,
      idempotency,
      access: bearerTokens(config.JWKS_URLS, internal),
      open: webhookRoute(parts, faults),
      routes: [...paymentRoutes({ ...parts, relay }), ...paymentMethodRoutes(parts)],
    }),
    host,
    config.PORT,
  );
  faults.declare('payment.reconcile');
  const round = () => faults.around('payment.reconcile', () => reconcile(parts));
  const stopReconciling = every(config.RECONCILE_INTERVAL_MS, async () => {
    await round().catch((error: unknown) => logger.warn('The reconciler could not finish its round', { error }));
  });
  logger.info('Listening', { port: http.port, grpcPort: grpc.port, provider: provider.name });

  return {
    port: http.port,
    grpcPort: grpc.port,
    reconcile: round,
    async close() {
      health.draining = true;
      await Promise.all([http.close(), grpc.close(), stopReconciling()]);
      await relay.close();
      parts.orders.close();
      parts.sagas.close();
      await provider.close();
      redis.disconnect();
      await mongo.close();
    },
  };
}
