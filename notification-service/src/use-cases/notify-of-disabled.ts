import { minutes } from '@shop/common/time';
import type { OwnReason } from '../domain/webhook.js';
import type { WebhookParts } from './webhook-parts.js';

/** A notice that failed, because user-service was unavailable or this process died, is repeated after this time. */
const REST_MS = minutes(1);

/** Notifies the administrators of each webhook that was disabled automatically. Each gets one mail, however often it is tried. */
export async function notifyOfDisabled({
  webhooks,
  notifyAdministrators,
  now,
}: Pick<WebhookParts, 'webhooks' | 'notifyAdministrators' | 'now'>): Promise<void> {
  for (;;) {
    const at = now();
    const webhook = await webhooks.claimNotice(at, new Date(at.getTime() + REST_MS));
    if (!webhook) return;
    const { _id: webhookId, disabledAt, disabledReason, url } = webhook;
    const { host } = new URL(url);
    const content = { kind: 'webhook-disabled', webhookId, host, reason: disabledReason as OwnReason } as const;
    await notifyAdministrators(`webhook-disabled.${webhookId}.${disabledAt?.getTime()}`, content);
    await webhooks.endNotice(webhook);
  }
}
