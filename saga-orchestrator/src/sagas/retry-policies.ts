import { seconds } from 'saga-engine/core/duration';
import type { RetryPolicy } from 'saga-engine/core/retry';

/** Before the pivot: an order must survive a participant that is down for a few minutes. */
export const surviveOutage: RetryPolicy = { attempts: 50, first: 200, max: seconds(10), attentionAfter: 8 };

/**
 * From the pivot on: never given up. Continues at most ten seconds after a participant has recovered, later after a refusal or a long
 * outage.
 */
export const untilDone: RetryPolicy = { ...surviveOutage, attempts: Infinity };
