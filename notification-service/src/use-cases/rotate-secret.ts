import { days } from '@shop/common/time';
import { newSecret } from '../clients/signing.js';
import type { Webhook } from '../domain/webhook.js';
import { findWebhook } from './find-webhook.js';
import type { WebhookParts } from './webhook-parts.js';

/** The former secret is used to sign as well for this time, in which the receiver can be given the new one. */
export const BOTH_SIGN_MS = days(1);

/**
 * Gives a webhook a new secret, once for a key. The replaced secret is used to sign as well for a day, if it can be decrypted; the one
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
    // otherwise it was replaced concurrently: try again
    if (!rotated) continue;
    logger.info('The secret of a webhook was replaced', { webhook: id, by });
    return { webhook: rotated, secret };
  }
}
