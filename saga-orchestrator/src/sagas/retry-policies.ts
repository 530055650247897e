import { seconds } from 'saga-engine/core/duration';
import type { RetryPolicy } from 'saga-engine/core/retry';

/** Before the pivot: a participant that is down for a few minutes must not cost an order. */
export const surviveOutage: RetryPolicy = { attempts: 50, first: 200, max: seconds(10), attentionAfter: 8 };

/** From the pivot on: never given up. Ten seconds behind a participant that is back, longer after a refusal or a long outage. */
export const untilDone: RetryPolicy = { ...surviveOutage, attempts: Infinity };
