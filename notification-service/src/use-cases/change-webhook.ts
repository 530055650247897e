import type { WebhookChange } from '../data/webhook.repository.js';
import { webhookNotFound, type DisabledReason, type Webhook } from '../domain/webhook.js';
import { checkAddress } from './check-address.js';
import { findWebhook } from './find-webhook.js';
import type { WebhookParts } from './webhook-parts.js';

type Parts = Pick<WebhookParts, 'webhooks' | 'known' | 'deliveries' | 'rules' | 'now' | 'logger'>;

/**
 * Changes the address or events of a webhook, disables or enables it. Deliveries that were held while it was disabled stay so until they
 * are replayed. Throws 404 WEBHOOK_NOT_FOUND, 422 for an address that webhooks may not be sent to.
 */
export async function changeWebhook(
  parts: Parts,
  id: string,
  { disabled, ...change }: WebhookChange & { disabled?: boolean },
  by: string,
): Promise<Webhook> {
  await findWebhook(parts, id);
  if (change.url !== undefined) await checkAddress(change.url, parts.rules);
  if (Object.keys(change).length > 0 && !(await parts.webhooks.change(id, change))) throw webhookNotFound();
  if (disabled === true) await disableWebhook(parts, id, 'ADMINISTRATOR');
  if (disabled === false) await parts.webhooks.enable(id, parts.now());
  await parts.known.everywhere();
  parts.logger.info('An administrator changed a webhook', { webhook: id, by, changed: Object.keys(change), disabled });
  return findWebhook(parts, id);
}

/** Disables a webhook, holds its pending deliveries, and logs it. */
export async function disableWebhook(
  { webhooks, deliveries, now, logger }: Pick<WebhookParts, 'webhooks' | 'deliveries' | 'now' | 'logger'>,
  id: string,
  reason: DisabledReason,
): Promise<void> {
  if (await webhooks.disable(id, reason, now())) logger.warn('A webhook was disabled', { webhook: id, reason });
  await deliveries.hold(id);
}

/** Deletes a webhook and its deliveries. Throws 404 WEBHOOK_NOT_FOUND. */
export async function removeWebhook(
  { webhooks, deliveries, logger }: Pick<WebhookParts, 'webhooks' | 'deliveries' | 'logger'>,
  id: string,
  by: string,
): Promise<void> {
  const removed = await webhooks.remove(id);
  // also when an earlier attempt to remove it failed half-way
  await deliveries.removeAll(id);
  if (!removed) throw webhookNotFound();
  logger.info('A webhook was deleted', { webhook: id, by });
}
