import { showBacklog } from '@shop/common/backlog-gauge';
import type { Metrics } from '@shop/common/metrics';
import { runEvery } from '@shop/common/service/run-every';
import { hours } from '@shop/common/time';
import { findDisputes } from './use-cases/find-disputes.js';
import type { Parts } from './use-cases/parts.js';

/** Once begun, searches hourly for disputes that no webhook reported; exports the number to answer as a metric. */
export function openDisputeSearch(metrics: Metrics, parts: Parts) {
  showBacklog(metrics, 'payments_disputes_open', 'Disputes that no bank has decided yet', () => parts.disputes.open());
  const run = () => findDisputes(parts);
  return { run, begin: () => runEvery(hours(1), 'The search for disputes', parts.logger, run) };
}
