import type { Logger } from '@shop/common/logging/logger';
import { retryOutages } from '@shop/common/mongo/outage';
import { EventLog, eventModel } from '@shop/common/mongo/event-log';
import { Relay } from '@shop/common/relay';
import { tellEvents } from '@shop/common/service/events';
import { runEvery } from '@shop/common/service/run-every';
import { startService, type Service } from '@shop/common/service/start-service';
import type { PaymentsDefinition } from '@shop/protos/generated/shop/v1/Payments';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import { CALLERS } from '@shop/topology/callers';
import { PaymentsClient } from './clients/payments.js';
import { SagasClient } from './clients/sagas.js';
import { hearStatuses } from './clients/statuses.js';
import type { OrderServiceConfig } from './config.js';
import { createShop } from './data/shop.js';
import { ordersService } from './grpc/orders.handlers.js';
import { stockService } from './grpc/stock.handlers.js';
import { orderEvents } from './http/order-events.js';
import { orderRoutes } from './http/orders.routes.js';
import { productRoutes } from './http/products.routes.js';
import { reportRefusedStarts } from './refused-starts.js';
import { startOrder } from './use-cases/start-order.js';
import { seedCatalogue } from './use-cases/seed-catalogue.js';
import { StatusHints } from './use-cases/status-hints.js';
import { sweepHolds } from './use-cases/sweep-holds.js';

/** Puts order-service together and starts it, see startService. */
export const startApp = (config: OrderServiceConfig, ownLogger?: Logger): Promise<Service> =>
  startService({
    name: 'order-service',
    faultPrefix: 'order',
    config,
    logger: ownLogger,
    data: ({ mongo, redis, faults }) => ({
      ...createShop(mongo, redis, faults, config.RATE_LIMIT),
      log: new EventLog(eventModel(mongo), config.EVENT_RETENTION_DAYS),
    }),
    async parts({ data: { log, ...shop }, logger, metrics, faults, client, closing }) {
      if (config.SEED_CATALOGUE) {
        const added = await retryOutages(() => seedCatalogue(shop.products, config.CURRENCY));
        logger.info('Catalogue seeded', { added });
      }
      const hints = new StatusHints();
      closing.add(hearStatuses(config.REDIS_URL, hints, logger));
      const { SAGA_ORCHESTRATOR_GRPC_URLS, PAYMENT_SERVICE_GRPC_URLS } = config;
      const sagas = new SagasClient(client<SagasDefinition>('Sagas', 'saga-orchestrator', SAGA_ORCHESTRATOR_GRPC_URLS));
      const payments = new PaymentsClient(
        client<PaymentsDefinition>('Payments', 'payment-service', PAYMENT_SERVICE_GRPC_URLS),
      );
      const onRefused = reportRefusedStarts(metrics, logger);
      const starts = new Relay({
        backlog: shop.starts,
        deliver: (leased) => startOrder({ shop, sagas, onRefused }, leased),
        logger,
        what: 'The start of an order that was taken',
      });
      closing.add(() => starts.close());
      shop.starts.watch(metrics, 'orders_awaiting_start', 'Orders that the orchestrator has still to be told to start');
      const { untold } = shop;
      const telling = { log, untold, eventsOf: orderEvents, logger, metrics, faults, faultPrefix: 'order' };
      const events = await tellEvents({ ...telling, callers: CALLERS.Events });
      return {
        grpc: [ordersService(shop, hints), stockService(shop), events.served],
        http: [...productRoutes(shop, config.CURRENCY), ...orderRoutes({ shop, sagas, payments, hints, starts })],
        begin() {
          const stopSweep = runEvery(config.SWEEP_INTERVAL_MS, 'The sweep', logger, () => sweepHolds(shop, logger));
          const stopEvents = events.begin();
          return () => Promise.all([stopSweep(), stopEvents()]);
        },
      };
    },
  });
