import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { bearerTokens } from '@shop/common/auth/bearer-tokens';
import { Faults } from '@shop/common/faults';
import { GrpcClient } from '@shop/common/grpc/client';
import { pingGrpc } from '@shop/common/grpc/health';
import { startGrpcServer } from '@shop/common/grpc/server';
import { readGrpcTls } from '@shop/common/grpc/tls';
import type { Health } from '@shop/common/http/health';
import { createHttpApp, listen } from '@shop/common/http/server';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import type { App } from '@shop/common/process';
import { createLogger, type Logger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo, ensureIndexes, pingMongo } from '@shop/common/mongo/connection';
import { retryOutages } from '@shop/common/mongo/outage';
import { connectRedis, pingRedis } from '@shop/common/redis/connection';
import { Relay } from '@shop/common/mongo/relay';
import { every } from '@shop/common/time';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import { PaymentsClient } from './clients/payments.js';
import { SagasClient } from './clients/sagas.js';
import { hearStatuses } from './clients/statuses.js';
import type { OrderServiceConfig } from './config.js';
import { createShop } from './data/shop.js';
import { ordersService } from './grpc/orders.handlers.js';
import { stockService } from './grpc/stock.handlers.js';
import { orderRoutes } from './http/orders.routes.js';
import { productRoutes } from './http/products.routes.js';
import { reportRefusedStarts } from './refused-starts.js';
import { startOrder } from './use-cases/start-order.js';
import { seedCatalogue } from './use-cases/seed-catalogue.js';
import { StatusHints } from './use-cases/status-hints.js';
import { sweepHolds } from './use-cases/sweep-holds.js';

const NAME = 'order-service';

/** A running order-service. */
export interface OrderService extends App {
  readonly ports: { readonly http: number; readonly grpc: number };
}

/** Puts the process together and starts it. Rejects when MongoDB cannot be reached; without Redis it starts unready. */
export async function startApp(
  config: OrderServiceConfig,
  logger: Logger = createLogger(NAME, config.LOG_LEVEL),
): Promise<OrderService> {
  const { HOST: host } = config;
  const tls = readGrpcTls(config);
  const metrics = createMetrics(NAME);
  const faults = new Faults(config.FAULT_INJECTION);
  const internal = new InternalTokens(NAME, config.INTERNAL_TOKEN_SECRET);
  const mongo = await connectMongo(config.MONGODB_URI, { logger, faults, prefix: 'order', metrics });
  const redis = connectRedis(config.REDIS_URL, { logger, metrics });
  const freed: (() => unknown)[] = [() => redis.disconnect(), () => mongo.close()];
  const close = async () => {
    for (const free of freed.splice(0)) await free();
  };
  try {
    const shop = createShop(mongo, redis, faults, config.RATE_LIMIT);
    const idempotency = new IdempotencyStore(mongo);
    await ensureIndexes(mongo);
    if (config.SEED_CATALOGUE) {
      const added = await retryOutages(() => seedCatalogue(shop.products));
      logger.info('Catalogue seeded', { added });
    }

    const hints = new StatusHints();
    freed.unshift(hearStatuses(config.REDIS_URL, hints, logger));

    const sagas = new GrpcClient<SagasDefinition>({
      service: 'Sagas',
      callee: 'saga-orchestrator',
      addresses: config.SAGA_ORCHESTRATOR_GRPC_URLS,
      internal,
      metrics,
      tls,
    });
    const payments = new GrpcClient<PaymentsDefinition>({
      service: 'Payments',
      callee: 'payment-service',
      addresses: config.PAYMENT_SERVICE_GRPC_URLS,
      internal,
      metrics,
      tls,
    });
    freed.unshift(
      () => sagas.close(),
      () => payments.close(),
    );

    const sweep = () =>
      sweepHolds(shop, logger).then(
        () => undefined,
        (error: unknown) => void logger.warn('The sweep failed; it runs again', { error }),
      );
    freed.unshift(every(config.SWEEP_INTERVAL_MS, sweep));

    const server = { internal, logger, metrics, faults };
    const grpc = await startGrpcServer({
      ...server,
      host,
      port: config.GRPC_PORT,
      tls,
      services: [ordersService(shop, hints), stockService(shop)],
      faultPrefix: 'order',
    });
    const health: Health = {
      draining: false,
      checks: {
        mongo: () => pingMongo(mongo),
        redis: () => pingRedis(redis),
        grpc: () => pingGrpc(grpc.port, host, tls),
      },
    };
    const sagasClient = new SagasClient(sagas);
    const onRefused = reportRefusedStarts(metrics, logger);
    const starts = new Relay({
      backlog: shop.starts,
      deliver: (leased) => startOrder({ shop, sagas: sagasClient, onRefused }, leased),
      logger,
      what: 'The start of an order that was taken',
    });
    freed.unshift(() => starts.close());
    shop.starts.watch(metrics, 'orders_awaiting_start', 'Orders that the orchestrator has still to be told to start');
    const parts = { shop, sagas: sagasClient, payments: new PaymentsClient(payments), hints, starts };
    const app = createHttpApp({
      ...server,
      health,
      access: bearerTokens(config.JWKS_URLS, internal),
      idempotency,
      routes: [...productRoutes(shop), ...orderRoutes(parts)],
    });
    freed.unshift(() => grpc.close());
    const http = await listen(app, host, config.PORT);
    freed.shift();
    freed.unshift(() => ((health.draining = true), Promise.all([http.close(), grpc.close()])));
    logger.info('order-service listens', { http: http.port, grpc: grpc.port });
    return { ports: { http: http.port, grpc: grpc.port }, close };
  } catch (error) {
    await close();
    throw error;
  }
}
