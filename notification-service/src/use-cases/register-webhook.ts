import { newSecret } from '../clients/signing.js';
import { tooManyWebhooks, type Webhook } from '../domain/webhook.js';
import { checkAddress } from './check-address.js';
import { findWebhook } from './find-webhook.js';
import type { WebhookParts } from './webhook-parts.js';

/** An administrator's request to register a webhook. */
export interface Registration {
  readonly id: string;
  readonly url: string;
  readonly events: string[];
  readonly by: string;
}

/**
 * Registers an address, once for an id, and returns the webhook with its secret. It receives every event that is read from then on. Throws
 * 422 for an address that webhooks may not be sent to, 409 WEBHOOK_LIMIT.
 */
export async function registerWebhook(
  parts: Pick<WebhookParts, 'webhooks' | 'known' | 'secrets' | 'rules' | 'now' | 'logger'>,
  { id, url, events, by }: Registration,
): Promise<{ webhook: Webhook; secret: string }> {
  await checkAddress(url, parts.rules);
  const added = await parts.webhooks.add({
    _id: id,
    url,
    events,
    sealedSecret: parts.secrets.seal(newSecret(), id),
    createdBy: by,
    createdAt: parts.now(),
    disabled: false,
  });
  if (added === 'full') throw tooManyWebhooks();
  await parts.known.everywhere();
  const webhook = await findWebhook(parts, id);
  if (added === 'added') parts.logger.info('A webhook was registered', { webhook: id, by });
  return { webhook, secret: parts.secrets.open(webhook) };
}
