import type { Relay } from '@shop/common/relay';
import type { OpenRelay } from '@shop/common/service/relays';
import { minutes } from '@shop/common/time';
import type { LeasedDecision } from './data/unknown-charge.repository.js';
import { carryOutDecision } from './use-cases/carry-out-decision.js';
import type { Parts } from './use-cases/parts.js';

/** Carries out administrators' decisions about charges that only their providers know. */
export const openChargeDecisions = (relay: OpenRelay, parts: Parts): Relay<LeasedDecision> =>
  relay({
    backlog: parts.chargeDecisions,
    deliver: (leased) => carryOutDecision(parts, leased),
    what: 'What was decided about a charge without a payment',
    // a refund may be pending at its provider for days
    longestPauseMs: minutes(10),
  });
