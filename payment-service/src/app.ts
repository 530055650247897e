import type { Logger } from '@shop/common/logging/logger';
import { publishEvents } from '@shop/common/service/events';
import { startService, type Service } from '@shop/common/service/start-service';
import { CALLERS } from '@shop/topology/callers';
import { OrdersClient } from './clients/orders.js';
import { SagasClient } from './clients/sagas.js';
import type { PaymentConfig } from './config.js';
import { openStores } from './data/stores.js';
import { paymentHandlers } from './grpc/payments.handlers.js';
import { paymentEvents } from './http/payment-events.js';
import { disputeRoutes } from './http/disputes.routes.js';
import { paymentMethodRoutes } from './http/payment-methods.routes.js';
import { paymentRoutes } from './http/payments.routes.js';
import { unknownChargeRoutes } from './http/unknown-charges.routes.js';
import { webhookRoute } from './http/webhooks.routes.js';
import { openDetachments } from './detachments.js';
import { openProviders } from './providers/open.js';
import { openSignals } from './signals.js';
import { openChargeDecisions } from './charge-decisions.js';
import { openReconciling, type Rounds } from './reconciling.js';
import type { Parts } from './use-cases/parts.js';

export type PaymentService = Service<Rounds>;

/** Composes payment-service and starts it, see startService. */
export const startApp = (config: PaymentConfig, ownLogger?: Logger): Promise<PaymentService> =>
  startService({
    name: 'payment-service',
    faultPrefix: 'payment',
    config,
    logger: ownLogger,
    fingerprintSecret: config.INTERNAL_TOKEN_SECRET,
    data: ({ mongo }) => openStores(mongo, config),
    async parts({ data: { unpublished, log, ...data }, ...basics }) {
      const { logger, faults, client } = basics;
      const parts: Parts = {
        ...data,
        ...(await openProviders(basics, config)),
        orders: new OrdersClient(client('Orders', 'order-service', config.ORDER_SERVICE_GRPC_URLS)),
        sagas: new SagasClient(client('Sagas', 'saga-orchestrator', config.SAGA_ORCHESTRATOR_GRPC_URLS)),
        logger,
        doubtMs: config.RECONCILE_AFTER_MS,
        returnUrl: config.SHOP_URL,
      };
      const relay = openSignals(basics.relay, parts);
      openDetachments(basics.relay, parts);
      const decisions = openChargeDecisions(basics.relay, parts);
      const reconciling = await openReconciling(basics, parts, config.RECONCILE_INTERVAL_MS);
      const { Events: callers } = CALLERS;
      const events = await publishEvents(basics, { log, unpublished, eventsOf: paymentEvents, callers });
      return {
        grpc: [paymentHandlers(parts), events.served],
        http: [
          ...paymentRoutes({ ...parts, relay }),
          ...paymentMethodRoutes(parts),
          ...disputeRoutes(parts),
          ...unknownChargeRoutes(parts, reconciling.charges, decisions),
        ],
        open: webhookRoute(parts, faults),
        begin: [...reconciling.begin, events.begin],
        own: reconciling.rounds,
      };
    },
  });
