import type { Webhook } from '../domain/webhook.js';
import type { WebhookParts } from './webhook-parts.js';
import { CANNOT_OPEN } from './webhook-secrets.js';

type Parts = Pick<WebhookParts, 'webhooks' | 'secrets'>;

/** Enabled webhooks whose deliveries wait because their secrets cannot be decrypted. */
export const unreadable = async ({ webhooks, secrets }: Parts): Promise<Webhook[]> =>
  (await webhooks.all()).filter((webhook) => !webhook.disabled && !secrets.canOpen(webhook));

/** Logs what to do when there are such webhooks. */
export async function checkSecrets(parts: Parts & Pick<WebhookParts, 'logger'>): Promise<void> {
  const waiting = await unreadable(parts);
  if (waiting.length > 0)
    parts.logger.error(`Deliveries wait. ${CANNOT_OPEN}`, { webhooks: waiting.map(({ _id }) => _id) });
}
