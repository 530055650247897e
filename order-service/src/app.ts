import type { Logger } from '@shop/common/logging/logger';
import { EventLog, eventModel } from '@shop/common/mongo/event-log';
import { retryOutages } from '@shop/common/mongo/outage';
import { publishEvents } from '@shop/common/service/events';
import { runEvery } from '@shop/common/service/run-every';
import { startService, type Service } from '@shop/common/service/start-service';
import { CALLERS } from '@shop/topology/callers';
import { PaymentsClient } from './clients/payments.js';
import { SagasClient } from './clients/sagas.js';
import { subscribeToStatuses } from './clients/statuses.js';
import type { OrderServiceConfig } from './config.js';
import { createShop } from './data/shop.js';
import { ordersService } from './grpc/orders.handlers.js';
import { stockService } from './grpc/stock.handlers.js';
import { orderEvents } from './http/order-events.js';
import { orderRoutes } from './http/orders.routes.js';
import { productRoutes } from './http/products.routes.js';
import { openStarts } from './starts.js';
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
    async parts({ data: { log, ...shop }, ...basics }) {
      const { logger, client, closing } = basics;
      if (config.SEED_CATALOGUE) await retryOutages(() => seedCatalogue(shop.products, config.CURRENCY, logger));
      const hints = new StatusHints();
      closing.add(subscribeToStatuses(config.REDIS_URL, hints, logger));
      const sagas = new SagasClient(client('Sagas', 'saga-orchestrator', config.SAGA_ORCHESTRATOR_GRPC_URLS));
      const payments = new PaymentsClient(client('Payments', 'payment-service', config.PAYMENT_SERVICE_GRPC_URLS));
      const starts = openStarts(basics, shop, sagas);
      const { unpublished } = shop;
      const events = await publishEvents(basics, { log, unpublished, eventsOf: orderEvents, callers: CALLERS.Events });
      return {
        grpc: [ordersService(shop, hints), stockService(shop), events.served],
        http: [...productRoutes(shop, config.CURRENCY), ...orderRoutes({ shop, sagas, payments, hints, starts })],
        begin: [
          () => runEvery(config.SWEEP_INTERVAL_MS, 'The sweep', logger, () => sweepHolds(shop, logger)),
          events.begin,
        ],
      };
    },
  });
