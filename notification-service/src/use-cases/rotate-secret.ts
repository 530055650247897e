import { days } from '@shop/common/time';
import { newSecret } from '../clients/signing.js';
import type { Webhook } from '../domain/webhook.js';
import { findWebhook } from './find-webhook.js';
import type { WebhookParts } from './webhook-parts.js';

/** The former secret signs beside the new one for so long: time to give the receiver the new one. */
const BOTH_SIGN_MS = days(1);

/**
 * Gives a webhook a new secret, once for a key. The one that it replaces signs as well for a day, if it can be opened; the one
 * before that no longer. Throws 404 WEBHOOK_NOT_FOUND.
 */
export async function rotateSecret(
  parts: Pick<WebhookParts, 'webhooks' | 'secrets' | 'now' | 'logger'>,
  id: string,
  { key, by }: { readonly key: string; readonly by: string },
): Promise<{ webhook: Webhook; secret: string }> {
  const { webhooks, secrets, now, logger } = parts;
  for (;;) {
    const webhook = await findWebhook(parts, id);
    if (webhook.rotationKey === key) return { webhook, secret: secrets.open(webhook) };
    const secret = newSecret();
    const until = new Date(now().getTime() + BOTH_SIGN_MS);
    const rotated = await webhooks.rotate(
      webhook,
      {
        sealedSecret: secrets.seal(secret, id),
        ...(secrets.canOpen(webhook) ? { formerSecret: { sealed: webhook.sealedSecret, until } } : {}),
      },
      key,
    );
    // else somebody else replaced it at the same moment: look again
    if (!rotated) continue;
    logger.info('The secret of a webhook was replaced', { webhook: id, by });
    return { webhook: rotated, secret };
  }
}
