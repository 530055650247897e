import type { Relay } from '@shop/common/relay';
import type { OpenRelay } from '@shop/common/service/relays';
import type { LeasedSignal } from './data/signal.repository.js';
import { deliverAnswer } from './use-cases/deliver-answer.js';
import { deliverSignal } from './use-cases/deliver-signal.js';
import type { Parts } from './use-cases/parts.js';

/** Sends sagas the signals that could not be sent at once: customers' answers and submitted payments. Returns the relay of the latter. */
export function openSignals(relay: OpenRelay, parts: Parts): Relay<LeasedSignal> {
  relay({
    backlog: parts.answers,
    deliver: (leased) => deliverAnswer(parts, leased),
    what: 'The answer of a customer to a provider',
  });
  return relay({
    backlog: parts.signals,
    deliver: (leased) => deliverSignal(parts, leased),
    what: 'The signal of a payment that was submitted',
    gauge: ['payments_awaiting_signal', "Payments that their orders' sagas have still to be told of"],
  });
}
