import type { OpenRelay } from '@shop/common/service/relays';
import { hours } from '@shop/common/time';
import { detachCard } from './use-cases/detach-card.js';
import type { Parts } from './use-cases/parts.js';

/** Detaches the cards that customers remove at their providers. */
export function openDetachments(relay: OpenRelay, parts: Parts): void {
  relay({
    backlog: parts.detachments,
    deliver: (leased) => detachCard(parts, leased),
    what: 'A removed card at its payment provider',
    gauge: ['payment_methods_awaiting_detach', 'Removed cards that their payment providers still have'],
    // nobody waits for this, and a provider that is down must not be called constantly
    longestPauseMs: hours(1),
  });
}
