import type { Logger } from '@shop/common/logging/logger';
import { Counter, type Metrics } from '@shop/common/metrics';
import type { StartParts } from './use-cases/start-order.js';

/** Shows each order whose start the orchestrator refused for good: in the log, and to the alert over the counter. */
export function reportRefusedStarts({ registry }: Metrics, logger: Logger): StartParts['onRefused'] {
  const refused = new Counter({
    name: 'order_starts_refused_total',
    help: 'Orders that were taken, refused by the orchestrator for good, and cancelled as FAILED',
    registers: [registry],
  });
  return (orderId, error) => {
    refused.inc();
    logger.error('The orchestrator refuses to start this order for good; it is cancelled', { orderId, error });
  };
}
