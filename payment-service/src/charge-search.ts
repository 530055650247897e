import { showBacklog } from '@shop/common/backlog-gauge';
import type { Metrics } from '@shop/common/metrics';
import { runEvery } from '@shop/common/service/run-every';
import { hours } from '@shop/common/time';
import { findCharges } from './use-cases/find-charges.js';
import type { Parts } from './use-cases/parts.js';

/** The search for charges that only their providers know. */
export interface ChargeSearch {
  /** Runs one round now, or joins the one under way. Returns the number of unknown charges. */
  run(): Promise<number>;
  /** Runs a round each hour until the returned function is called. */
  begin(): () => Promise<void>;
}

/** Also exports the number of charges that wait for an administrator as a metric. */
export function openChargeSearch(metrics: Metrics, parts: Parts): ChargeSearch {
  showBacklog(metrics, 'payments_unknown_charges', 'Charges that only their payment providers know', () =>
    parts.unknownCharges.open(),
  );
  let underWay: Promise<number> | undefined;
  const run = () => (underWay ??= findCharges(parts).finally(() => (underWay = undefined)));
  return {
    run,
    begin() {
      const stop = runEvery(hours(1), 'The search for charges', parts.logger, run);
      return async () => {
        await stop();
        await underWay?.catch(() => undefined);
      };
    },
  };
}
