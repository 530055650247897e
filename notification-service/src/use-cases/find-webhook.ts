import { deliveryNotFound, type Delivery } from '../domain/delivery.js';
import { webhookNotFound, type Webhook } from '../domain/webhook.js';
import type { WebhookParts } from './webhook-parts.js';

/** Throws 404 WEBHOOK_NOT_FOUND. */
export async function findWebhook({ webhooks }: Pick<WebhookParts, 'webhooks'>, id: string): Promise<Webhook> {
  const webhook = await webhooks.byId(id);
  if (!webhook) throw webhookNotFound();
  return webhook;
}

/** Throws 404 WEBHOOK_NOT_FOUND, DELIVERY_NOT_FOUND. */
export async function findDelivery(
  parts: Pick<WebhookParts, 'webhooks' | 'deliveries'>,
  webhookId: string,
  id: string,
): Promise<Delivery> {
  const delivery = await parts.deliveries.byId(webhookId, id);
  if (delivery) return delivery;
  await findWebhook(parts, webhookId);
  throw deliveryNotFound();
}
