import { Counter } from '@shop/common/metrics';
import type { Relay } from '@shop/common/relay';
import type { ServiceBasics } from '@shop/common/service/start-service';
import type { SagasClient } from './clients/sagas.js';
import type { LeasedStart } from './data/start.repository.js';
import { startOrder } from './use-cases/start-order.js';
import type { Shop } from './use-cases/shop.js';

/**
 * Asks the orchestrator to start the sagas of orders that were taken while it could not be reached. A permanent refusal is logged and
 * raises the alert.
 */
export function openStarts(
  { relay, logger, metrics }: ServiceBasics,
  shop: Shop,
  sagas: SagasClient,
): Relay<LeasedStart> {
  const refused = new Counter({
    name: 'order_starts_refused_total',
    help: 'Orders that were taken, refused by the orchestrator for good, and cancelled as FAILED',
    registers: [metrics.registry],
  });
  const onRefused = (orderId: string, error: unknown) => {
    refused.inc();
    logger.error('The orchestrator refuses to start this order for good; it is cancelled', { orderId, error });
  };
  return relay({
    backlog: shop.starts,
    deliver: (leased) => startOrder({ shop, sagas, onRefused }, leased),
    what: 'The start of an order that was taken',
    gauge: ['orders_awaiting_start', 'Orders that the orchestrator has still to be told to start'],
  });
}
