import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import type { Resolve } from '../clients/lookup.js';
import type { Receivers } from '../clients/receiver.js';
import type { DeliveryRepository } from '../data/delivery.repository.js';
import type { WebhookRepository } from '../data/webhook.repository.js';
import type { WebhookNotice } from '../domain/mail-content.js';
import type { RetrySchedule } from '../domain/retries.js';
import type { KnownWebhooks } from './known-webhooks.js';
import type { WebhookSecrets } from './webhook-secrets.js';

/** The addresses that webhooks may be sent to. */
export interface AddressRules {
  readonly allowPrivate: boolean;
  readonly requireHttps: boolean;
  readonly resolve?: Resolve;
}

/** The dependencies of the webhook use cases; each names the parts that it needs. */
export interface WebhookParts {
  readonly webhooks: WebhookRepository;
  /** Cached, for the lookup on each event. */
  readonly known: KnownWebhooks;
  readonly deliveries: DeliveryRepository;
  readonly secrets: WebhookSecrets;
  readonly rules: AddressRules;
  readonly receivers: Receivers;
  readonly schedule: RetrySchedule;
  readonly faults: Faults;
  readonly logger: Logger;
  readonly now: () => Date;
  /** Wakes a webhook that may have something to send. Never rejects: the periodic search finds it as well. */
  readonly wake: (webhookId: string) => Promise<void>;
  /** Mails each administrator, once for `id`. */
  readonly notifyAdministrators: (id: string, content: WebhookNotice) => Promise<void>;
  /** Called after each attempt, for metrics. */
  readonly attempted: (outcome: 'delivered' | 'failed') => void;
}
