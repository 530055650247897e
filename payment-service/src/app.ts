import { showBacklog } from '@shop/common/backlog-gauge';
import { createBreaker } from '@shop/common/breaker';
import type { Logger } from '@shop/common/logging/logger';
import { EventLog, eventModel } from '@shop/common/mongo/event-log';
import { Untold } from '@shop/common/mongo/untold';
import { Relay } from '@shop/common/relay';
import { tellEvents } from '@shop/common/service/events';
import { runEvery } from '@shop/common/service/run-every';
import { startService, type Service } from '@shop/common/service/start-service';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import type { SagasDefinition } from '@shop/protos/generated/shop/v1/Sagas';
import { CALLERS } from '@shop/topology/callers';
import { OrdersClient } from './clients/orders.js';
import { SagasClient } from './clients/sagas.js';
import type { PaymentConfig } from './config.js';
import { attemptsModel } from './data/attempts.model.js';
import { attemptsRepository } from './data/attempts.repository.js';
import { paymentMethodModel } from './data/payment-method.model.js';
import { paymentMethodRepository } from './data/payment-method.repository.js';
import { paymentModel, TELLING } from './data/payment.model.js';
import { paymentRepository } from './data/payment.repository.js';
import { storedCardsModel } from './data/stored-cards.model.js';
import { signalRepository } from './data/signal.repository.js';
import { StoredCardsRepository } from './data/stored-cards.repository.js';
import { paymentHandlers } from './grpc/payments.handlers.js';
import { paymentEvents } from './http/payment-events.js';
import { paymentMethodRoutes } from './http/payment-methods.routes.js';
import { paymentRoutes } from './http/payments.routes.js';
import { webhookRoute } from './http/webhooks.routes.js';
import { configuredProviders } from './providers/configured.js';
import { guardedProvider, PROVIDER_FAULTS } from './providers/guarded.js';
import { providerMetrics } from './providers/provider-metrics.js';
import { providersOf } from './providers/providers.js';
import { hours } from '@shop/common/time';
import { deliverAnswer } from './use-cases/deliver-answer.js';
import { deliverSignal } from './use-cases/deliver-signal.js';
import { findRefunds } from './use-cases/find-refunds.js';
import type { Parts } from './use-cases/parts.js';
import { reconcile } from './use-cases/reconcile.js';

/** `reconcile` makes one round of the reconciler, now; `findRefunds` looks for refunds of which no webhook told. */
export type PaymentService = Service<{ reconcile(): Promise<number>; findRefunds(): Promise<number> }>;

const FIND_REFUNDS_EVERY = hours(1);

/** Puts payment-service together and starts it, see startService. */
export const startApp = (config: PaymentConfig, ownLogger?: Logger): Promise<PaymentService> =>
  startService({
    name: 'payment-service',
    faultPrefix: 'payment',
    config,
    logger: ownLogger,
    fingerprintSecret: config.INTERNAL_TOKEN_SECRET,
    data({ mongo }) {
      const payments = paymentModel(mongo);
      return {
        payments: paymentRepository(payments),
        untold: new Untold(payments, TELLING),
        log: new EventLog(eventModel(mongo), config.EVENT_RETENTION_DAYS),
        signals: signalRepository(payments, 'signalIntent'),
        answers: signalRepository(payments, 'answerIntent'),
        methods: paymentMethodRepository(paymentMethodModel(mongo)),
        storedCards: config.RATE_LIMIT ? new StoredCardsRepository(storedCardsModel(mongo)) : undefined,
        attempts: config.RATE_LIMIT ? attemptsRepository(attemptsModel(mongo)) : undefined,
      };
    },
    async parts({ data: { untold, log, ...data }, logger, metrics, faults, internal, client, closing }) {
      faults.declare(...PROVIDER_FAULTS);
      const byProvider = providerMetrics(metrics);
      const all = (await configuredProviders(config, internal)).map((provider) =>
        guardedProvider(provider, createBreaker(`payment provider ${provider.name}`, metrics), faults, byProvider),
      );
      const providers = providersOf(all, config.PAYMENT_PROVIDER, config.PAYMENT_RULES);
      closing.add(() => providers.close());
      const parts: Parts = {
        ...data,
        providers,
        metrics: byProvider,
        orders: new OrdersClient(client<OrdersDefinition>('Orders', 'order-service', config.ORDER_SERVICE_GRPC_URLS)),
        sagas: new SagasClient(
          client<SagasDefinition>('Sagas', 'saga-orchestrator', config.SAGA_ORCHESTRATOR_GRPC_URLS),
        ),
        logger,
        doubtMs: config.RECONCILE_AFTER_MS,
        returnUrl: config.SHOP_URL,
      };
      const relay = new Relay({
        backlog: parts.signals,
        deliver: (leased) => deliverSignal(parts, leased),
        logger,
        what: 'The signal of a payment that was submitted',
      });
      closing.add(() => relay.close());
      const answers = new Relay({
        backlog: parts.answers,
        deliver: (leased) => deliverAnswer(parts, leased),
        logger,
        what: 'The answer of a customer to a provider',
      });
      closing.add(() => answers.close());
      parts.signals.watch(
        metrics,
        'payments_awaiting_signal',
        "Payments that their orders' sagas have still to be told of",
      );
      showBacklog(
        metrics,
        'payments_refund_failed',
        'Payments with a refund that failed and was not given back since',
        () => data.payments.failedRefunds(),
      );
      faults.declare('payment.reconcile');
      const round = () => faults.around('payment.reconcile', () => reconcile(parts));
      const telling = { log, untold, eventsOf: paymentEvents, logger, metrics, faults, faultPrefix: 'payment' };
      const events = await tellEvents({ ...telling, callers: CALLERS.Events });
      return {
        grpc: [paymentHandlers(parts), events.served],
        http: [...paymentRoutes({ ...parts, relay }), ...paymentMethodRoutes(parts)],
        open: webhookRoute(parts, faults),
        begin() {
          const stopRounds = runEvery(config.RECONCILE_INTERVAL_MS, 'The reconciler', logger, round);
          const stopFinding = runEvery(FIND_REFUNDS_EVERY, 'The search for refunds', logger, () => findRefunds(parts));
          const stopEvents = events.begin();
          return () => Promise.all([stopRounds(), stopFinding(), stopEvents()]);
        },
        own: { reconcile: round, findRefunds: () => findRefunds(parts) },
      };
    },
  });
