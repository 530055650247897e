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

/** Where webhooks may go. */
export interface AddressRules {
  readonly allowPrivate: boolean;
  readonly requireHttps: boolean;
  readonly resolve?: Resolve;
}

/** What the use cases of webhooks work with; each names the parts that it needs. */
export interface WebhookParts {
  readonly webhooks: WebhookRepository;
  /** For what is asked for each event. */
  readonly known: KnownWebhooks;
  readonly deliveries: DeliveryRepository;
  readonly secrets: WebhookSecrets;
  readonly rules: AddressRules;
  readonly receivers: Receivers;
  readonly schedule: RetrySchedule;
  readonly faults: Faults;
  readonly logger: Logger;
  readonly now: () => Date;
  /** There may be something to send to this webhook. Never rejects: whoever looks from time to time finds it as well. */
  readonly wake: (webhookId: string) => Promise<void>;
  /** Mails each administrator, once for `id`. */
  readonly tellAdministrators: (id: string, content: WebhookNotice) => Promise<void>;
  /** To be told of each attempt, for metrics. */
  readonly attempted: (outcome: 'delivered' | 'failed') => void;
}
