import { minutes } from '@shop/common/time';
import type { Delivery } from '../domain/delivery.js';
import { CALLS_AT_ONCE } from '../domain/webhook.js';
import { attemptDelivery } from './attempt-delivery.js';
import type { WebhookParts } from './webhook-parts.js';

/** Looked up at once. */
const BATCH = 40;
/** While its secret cannot be opened; another replica may be able to. */
const UNREADABLE_REST_MS = minutes(1);

/**
 * Sends what is due to a webhook until nothing is, a few at a time; of one order in the order of its events, as far as they
 * are taken at once: one that was refused does not hold up the later ones. Answers when something is due again; undefined
 * when nothing is pending.
 */
export async function runWebhook(parts: WebhookParts, id: string, signal: AbortSignal): Promise<Date | undefined> {
  const { webhooks, deliveries, secrets, now } = parts;
  while (!signal.aborted) {
    const webhook = await webhooks.byId(id);
    if (!webhook) {
      // an event that was read while it was deleted
      await deliveries.removeAll(id);
      return undefined;
    }
    if (webhook.disabled) {
      await deliveries.hold(id);
      return undefined;
    }
    // not a failure of the receiver: what is due waits without an attempt
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

/** Does the work for each, several subjects at a time and each subject's one after the other. */
async function bySubject(due: readonly Due[], work: (delivery: Due) => Promise<void>): Promise<void> {
  const lines = new Map<string, Due[]>();
  for (const each of due) lines.set(each.subject, [...(lines.get(each.subject) ?? []), each]);
  const waiting = lines.values();
  const runner = async () => {
    for (const line of waiting) for (const each of line) await work(each);
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, runner));
}
