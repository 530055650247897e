import { days } from '@shop/common/time';
import { deliveryIdOf, KEPT_DAYS, type Delivery } from '../domain/delivery.js';
import { wants, type Webhook } from '../domain/webhook.js';
import type { WebhookParts } from './webhook-parts.js';

/** The fields of an event that are read; the whole event is sent. */
interface Event {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly traceparent?: string;
}

/** Creates a delivery for each webhook that subscribes to the event, once however often the event is read. */
export async function takeEvent(
  { known, deliveries, wake, now }: Pick<WebhookParts, 'known' | 'deliveries' | 'wake' | 'now'>,
  event: Event,
  position: number,
): Promise<void> {
  const wanting = (await known.all()).filter((webhook) => wants(webhook, event.type));
  await Promise.all(
    wanting.map(async (webhook) => {
      await deliveries.add(newDelivery(webhook, event, position, now()));
      if (!webhook.disabled) await wake(webhook._id);
    }),
  );
}

/** The delivery of an event to a webhook: due now, or held if the webhook is disabled. */
export const newDelivery = (
  { _id: webhookId, disabled }: Pick<Webhook, '_id' | 'disabled'>,
  event: Event,
  position: number,
  now: Date,
): Delivery => ({
  _id: deliveryIdOf(webhookId, event.id),
  webhookId,
  eventId: event.id,
  type: event.type,
  subject: event.subject,
  body: JSON.stringify(event),
  position,
  createdAt: now,
  attemptCount: 0,
  attempts: [],
  expiresAt: new Date(now.getTime() + days(KEPT_DAYS)),
  ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
  ...(disabled ? { status: 'HELD' } : { status: 'PENDING', nextAttemptAt: now }),
});
