import { showBacklog } from '@shop/common/backlog-gauge';
import { retryOutages } from '@shop/common/mongo/outage';
import { runEvery } from '@shop/common/service/run-every';
import type { Basics } from '@shop/common/service/basics';
import { hours } from '@shop/common/time';
import { openChargeSearch } from './charge-search.js';
import { openDisputeSearch } from './dispute-search.js';
import { findRefunds } from './use-cases/find-refunds.js';
import type { Parts } from './use-cases/parts.js';
import { reconcile } from './use-cases/reconcile.js';
import { warnOfUnconfigured } from './use-cases/warn-of-unconfigured.js';

const FIND_REFUNDS_EVERY = hours(1);

/**
 * Each runs one round now: `reconcile` of the reconciler; the others search the providers, `findRefunds` for refunds that no webhook
 * reported, `findCharges` for charges without a payment, `findDisputes` for disputes.
 */
export interface Rounds {
  reconcile(): Promise<number>;
  findRefunds(): Promise<number>;
  findCharges(): Promise<number>;
  findDisputes(): Promise<number>;
}

/** What compares our payments with the providers' books: every `intervalMs`, and hourly the searches; and the metrics of what it finds. */
export async function openReconciling({ logger, metrics, faults }: Basics, parts: Parts, intervalMs: number) {
  await retryOutages(() => warnOfUnconfigured(parts));
  showBacklog(
    metrics,
    'payments_refund_failed',
    'Payments with a refund that failed and was not given back since',
    () => parts.payments.failedRefunds(),
  );
  const charges = openChargeSearch(metrics, parts);
  const disputes = openDisputeSearch(metrics, parts);
  faults.declare('payment.reconcile');
  const rounds: Rounds = {
    reconcile: () => faults.around('payment.reconcile', () => reconcile(parts)),
    findRefunds: () => findRefunds(parts),
    findCharges: charges.run,
    findDisputes: disputes.run,
  };
  const begin = [
    () => runEvery(intervalMs, 'The reconciler', logger, rounds.reconcile),
    () => runEvery(FIND_REFUNDS_EVERY, 'The search for refunds', logger, rounds.findRefunds),
    charges.begin,
    disputes.begin,
  ];
  return { charges, begin, rounds };
}
