import { AccessTokens, InternalTokens } from '@shop/common/auth';
import { Faults } from '@shop/common/faults';
import { GrpcClient } from '@shop/common/grpc-client';
import { startGrpcServer } from '@shop/common/grpc-server';
import type { Health } from '@shop/common/health';
import { createHttpApp, listen } from '@shop/common/http';
import { IdempotencyStore } from '@shop/common/idempotency';
import type { App } from '@shop/common/lifecycle';
import { createLogger } from '@shop/common/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo, ensureIndexes, pingMongo } from '@shop/common/mongo';
import { connectRedis, pingRedis } from '@shop/common/redis';
import { CHANNELS, subscribe, type OrderStatusEvent } from '@shop/common/status-channel';
import { every } from '@shop/common/time';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import { PaymentsClient } from './clients/payments.js';
import { SagasClient } from './clients/sagas.js';
import type { OrderServiceConfig } from './config.js';
import { createShop } from './data/shop.js';
import { ordersService } from './grpc/orders.handlers.js';
import { stockService } from './grpc/stock.handlers.js';
import { orderRoutes } from './http/orders.routes.js';
import { productRoutes } from './http/products.routes.js';
import { seedCatalogue } from './use-cases/seed-catalogue.js';
import { StatusHints } from './use-cases/status-hints.js';
import { sweepHolds } from './use-cases/sweep-holds.js';

/** A running order-service. */
export interface OrderService extends App {
  readonly ports: { readonly http: number; readonly grpc: number };
}

/** Composes and starts order-service: its database, its stock sweep, gRPC, then HTTP. Rejects when it cannot. */
export async function startApp(config: OrderServiceConfig): Promise<OrderService> {
  const logger = createLogger('order-service', config.LOG_LEVEL);
  const metrics = createMetrics('order-service');
  const faults = new Faults(config.FAULT_INJECTION);
  const internal = new InternalTokens('order-service', config.INTERNAL_TOKEN_SECRET);
  const mongo = await connectMongo(config.MONGODB_URI, { logger, faults, prefix: 'order' });
  const redis = connectRedis(config.REDIS_URL, { logger });
  const listener = connectRedis(config.REDIS_URL, { logger, blocking: true });

  const shop = createShop(mongo, redis, faults);
  const idempotency = new IdempotencyStore(mongo);
  await ensureIndexes(mongo);
  if (config.SEED_CATALOGUE) logger.info('Catalogue seeded', { added: await seedCatalogue(shop.products) });

  const hints = new StatusHints();
  // not waited for: without Redis watchers look again by themselves
  const subscription = subscribe<OrderStatusEvent>(listener, CHANNELS.orders, {
    logger,
    onEvent: ({ orderId }) => hints.hint(orderId),
    onGap: () => hints.hintAll(),
  }).catch(() => undefined);

  const client = { internal, metrics };
  const sagasGrpc = new GrpcClient<SagasDefinition>({
    ...client,
    service: 'Sagas',
    callee: 'saga-orchestrator',
    addresses: config.SAGA_ORCHESTRATOR_GRPC_URLS,
  });
  const paymentsGrpc = new GrpcClient<PaymentsDefinition>({
    ...client,
    service: 'Payments',
    callee: 'payment-service',
    addresses: config.PAYMENT_SERVICE_GRPC_URLS,
  });
  const parts = { shop, sagas: new SagasClient(sagasGrpc), payments: new PaymentsClient(paymentsGrpc) };

  let serving = false;
  const health: Health = {
    draining: false,
    checks: {
      mongo: () => pingMongo(mongo),
      redis: () => pingRedis(redis),
      grpc: async () => {
        if (!serving) throw new Error('not listening');
      },
    },
  };
  const stopSweep = every(config.SWEEP_INTERVAL_MS, async () => {
    await sweepHolds(shop, logger).catch((error: unknown) => logger.warn('The sweep failed; it runs again', { error }));
  });
  const grpc = await startGrpcServer({
    host: config.HOST,
    port: config.GRPC_PORT,
    services: [ordersService(shop, hints), stockService(shop)],
    internal,
    logger,
    metrics,
    faults,
    faultPrefix: 'order',
  });
  serving = true;
  const http = await listen(
    createHttpApp({
      logger,
      metrics,
      health,
      faults,
      internal,
      access: new AccessTokens(config.JWKS_URLS, internal),
      idempotency,
      routes: [...productRoutes(shop), ...orderRoutes(parts)],
    }),
    config.HOST,
    config.PORT,
  );
  logger.info('order-service listens', { http: http.port, grpc: grpc.port });

  return {
    ports: { http: http.port, grpc: grpc.port },
    async close() {
      health.draining = true;
      await Promise.all([http.close(), grpc.close(), stopSweep()]);
      sagasGrpc.close();
      paymentsGrpc.close();
      listener.disconnect();
      redis.disconnect();
      await subscription;
      await mongo.close();
    },
  };
}
