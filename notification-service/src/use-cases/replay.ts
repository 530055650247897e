import type { Delivery } from '../domain/delivery.js';
import { webhookDisabled } from '../domain/webhook.js';
import { findDelivery, findWebhook } from './find-webhook.js';
import type { WebhookParts } from './webhook-parts.js';

type Parts = Pick<WebhookParts, 'webhooks' | 'deliveries' | 'now' | 'wake'>;

/** Throws 404 WEBHOOK_NOT_FOUND, 409 WEBHOOK_DISABLED: nothing would be sent. */
async function requireEnabled(parts: Parts, id: string): Promise<void> {
  if ((await findWebhook(parts, id)).disabled) throw webhookDisabled();
}

/** Sends a delivery again, once for a key, whatever its outcome was. Throws 404, 409 WEBHOOK_DISABLED. */
export async function replayDelivery(parts: Parts, webhookId: string, id: string, key: string): Promise<Delivery> {
  await requireEnabled(parts, webhookId);
  const replayed = await parts.deliveries.replay(webhookId, id, key, parts.now());
  if (!replayed) return findDelivery(parts, webhookId, id);
  await parts.wake(webhookId);
  return replayed;
}

/**
 * Sends again all deliveries that were created at `from` or later and are not pending. Returns how many there are. Throws 404, 409
 * WEBHOOK_DISABLED.
 */
export async function replayFrom(parts: Parts, webhookId: string, from: Date, key: string): Promise<number> {
  await requireEnabled(parts, webhookId);
  const replayed = await parts.deliveries.replayFrom(webhookId, from, key, parts.now());
  await parts.wake(webhookId);
  return replayed;
}
