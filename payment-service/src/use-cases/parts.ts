import type { Logger } from '@shop/common/logging/logger';
import type { OrdersClient } from '../clients/orders.js';
import type { SagasClient } from '../clients/sagas.js';
import type { AttemptsRepository } from '../data/attempts.repository.js';
import type { DetachmentRepository } from '../data/detachment.repository.js';
import type { DisputeRepository } from '../data/dispute.repository.js';
import type { PaymentMethodRepository } from '../data/payment-method.repository.js';
import type { PaymentRepository } from '../data/payment.repository.js';
import type { SignalRepository } from '../data/signal.repository.js';
import type { StoredCardsRepository } from '../data/stored-cards.repository.js';
import type { DecisionRepository, UnknownChargeRepository } from '../data/unknown-charge.repository.js';
import type { ProviderMetrics } from '../providers/provider-metrics.js';
import type { Providers } from '../providers/providers.js';

/** The dependencies of the use cases; composed in app.ts, and in tests. */
export interface Parts {
  readonly payments: PaymentRepository;
  readonly methods: PaymentMethodRepository;
  /** Removed cards that their providers still have. */
  readonly detachments: DetachmentRepository;
  /** Charges that only their providers know. */
  readonly unknownCharges: UnknownChargeRepository;
  /** Administrators' decisions about them that are still to be carried out. */
  readonly chargeDecisions: DecisionRepository;
  /** Disputed charges, as their providers reported them. */
  readonly disputes: DisputeRepository;
  /** Undefined when declines are not limited. */
  readonly attempts: AttemptsRepository | undefined;
  /** Undefined when stored cards are not limited. */
  readonly storedCards: StoredCardsRepository | undefined;
  readonly providers: Providers;
  readonly metrics: ProviderMetrics;
  readonly orders: OrdersClient;
  readonly sagas: SagasClient;
  /** Payments that are still to be signalled to their orders' sagas. */
  readonly signals: SignalRepository;
  /** Payments whose customers' answers the provider has, still to be signalled to their sagas. */
  readonly answers: SignalRepository;
  /** The page to which customers return after confirming a payment; undefined: cards that require it are declined. */
  readonly returnUrl: string | undefined;
  readonly logger: Logger;
  /** How long a call may be in doubt before the reconciler asks the provider, milliseconds. */
  readonly doubtMs: number;
}
