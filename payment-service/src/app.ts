import { showBacklog } from '@shop/common/backlog-gauge';
import type { Logger } from '@shop/common/logging/logger';
import { retryOutages } from '@shop/common/mongo/outage';
import { publishEvents } from '@shop/common/service/events';
import { runEvery } from '@shop/common/service/run-every';
import { startService, type Service } from '@shop/common/service/start-service';
import { hours } from '@shop/common/time';
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
import { openDisputeSearch } from './dispute-search.js';
import { openChargeSearch } from './charge-search.js';
import { findRefunds } from './use-cases/find-refunds.js';
import type { Parts } from './use-cases/parts.js';
import { reconcile } from './use-cases/reconcile.js';
import { warnOfUnconfigured } from './use-cases/warn-of-unconfigured.js';

/**
 * `reconcile` runs one round of the reconciler now. The others search the providers: `findRefunds` for refunds that no webhook reported,
 * `findCharges` for charges without a payment, `findDisputes` for disputes.
 */
export type PaymentService = Service<{
  reconcile(): Promise<number>;
  findRefunds(): Promise<number>;
  findCharges(): Promise<number>;
  findDisputes(): Promise<number>;
}>;

const FIND_REFUNDS_EVERY = hours(1);

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
      const { logger, faults, metrics, client } = basics;
      const parts: Parts = {
        ...data,
        ...(await openProviders(basics, config)),
        orders: new OrdersClient(client('Orders', 'order-service', config.ORDER_SERVICE_GRPC_URLS)),
        sagas: new SagasClient(client('Sagas', 'saga-orchestrator', config.SAGA_ORCHESTRATOR_GRPC_URLS)),
        logger,
        doubtMs: config.RECONCILE_AFTER_MS,
        returnUrl: config.SHOP_URL,
      };
      await retryOutages(() => warnOfUnconfigured(parts));
      const relay = openSignals(basics.relay, parts);
      openDetachments(basics.relay, parts);
      showBacklog(
        metrics,
        'payments_refund_failed',
        'Payments with a refund that failed and was not given back since',
        () => data.payments.failedRefunds(),
      );
      const chargeSearch = openChargeSearch(metrics, parts);
      const disputeSearch = openDisputeSearch(metrics, parts);
      const chargeDecisions = openChargeDecisions(basics.relay, parts);
      faults.declare('payment.reconcile');
      const round = () => faults.around('payment.reconcile', () => reconcile(parts));
      const events = await publishEvents(basics, {
        log,
        unpublished,
        eventsOf: paymentEvents,
        callers: CALLERS.Events,
      });
      return {
        grpc: [paymentHandlers(parts), events.served],
        http: [
          ...paymentRoutes({ ...parts, relay }),
          ...paymentMethodRoutes(parts),
          ...disputeRoutes(parts),
          ...unknownChargeRoutes(parts, chargeSearch, chargeDecisions),
        ],
        open: webhookRoute(parts, faults),
        begin: [
          () => runEvery(config.RECONCILE_INTERVAL_MS, 'The reconciler', logger, round),
          () => runEvery(FIND_REFUNDS_EVERY, 'The search for refunds', logger, () => findRefunds(parts)),
          chargeSearch.begin,
          disputeSearch.begin,
          events.begin,
        ],
        own: {
          reconcile: round,
          findRefunds: () => findRefunds(parts),
          findCharges: chargeSearch.run,
          findDisputes: disputeSearch.run,
        },
      };
    },
  });
