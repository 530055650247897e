import { minutes } from '@shop/common/time';
import type { Delivery } from '../domain/delivery.js';
import { CALLS_AT_ONCE } from '../domain/webhook.js';
import { attemptDelivery } from './attempt-delivery.js';
import type { WebhookParts } from './webhook-parts.js';

/** Deliveries in one read. */
const BATCH = 40;
/** Rest while its secret cannot be decrypted; another replica may be able to. */
const UNREADABLE_REST_MS = minutes(1);

/**
 * Sends a webhook's due deliveries until none is left, a few at a time. The deliveries of one order that are read together are sent in the
 * order of its events; a refused one does not block the later ones. Returns when something is due again; undefined when nothing is pending.
 */
export async function runWebhook(parts: WebhookParts, id: string, signal: AbortSignal): Promise<Date | undefined> {
  const { webhooks, deliveries, secrets, now } = parts;
  while (!signal.aborted) {
    const webhook = await webhooks.byId(id);
    if (!webhook) {
      // created from an event that was read while the webhook was being deleted
      await deliveries.removeAll(id);
      return undefined;
    }
    if (webhook.disabled) {
      await deliveries.hold(id);
      return undefined;
    }
    // not a failure of the receiver: due deliveries wait without an attempt
    if (!secrets.canOpen(webhook)) return new Date(now().getTime() + UNREADABLE_REST_MS);
    const due = await deliveries.due(id, now(), BATCH);
    if (due.length === 0) break;
    await bySubject(due, async (delivery) => {
      if (!signal.aborted) await attemptDelivery(parts, webhook, delivery._id, signal);
    });
  }
  return deliveries.nextDueAt(id);
}

type Due = Pick<Delivery, '_id' | 'subject'>;

/** Runs the work for each delivery: several subjects in parallel, one subject's deliveries in sequence. */
async function bySubject(due: readonly Due[], work: (delivery: Due) => Promise<void>): Promise<void> {
  const lines = new Map<string, Due[]>();
  for (const each of due) lines.set(each.subject, [...(lines.get(each.subject) ?? []), each]);
  const waiting = lines.values();
  const runner = async () => {
    for (const line of waiting) for (const each of line) await work(each);
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, runner));
}
