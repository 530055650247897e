import type { WebhookParts } from './webhook-parts.js';

/**
 * Wakes each webhook with a due delivery: needed after Redis was wiped or unavailable, and for deliveries of a process that died. Cheap:
 * one index lookup for each webhook.
 */
export async function wakeDue({
  webhooks,
  deliveries,
  wake,
  now,
}: Pick<WebhookParts, 'webhooks' | 'deliveries' | 'wake' | 'now'>): Promise<void> {
  const enabled = (await webhooks.all()).filter(({ disabled }) => !disabled);
  await Promise.all(
    enabled.map(async ({ _id }) => {
      const next = await deliveries.nextDueAt(_id);
      if (next && next <= now()) await wake(_id);
    }),
  );
}
