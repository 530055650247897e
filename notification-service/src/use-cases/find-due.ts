import type { WebhookParts } from './webhook-parts.js';

/**
 * Wakes each webhook to which something is due: after Redis was wiped or away, and what a process left that died. Cheap: one
 * look by index for each webhook.
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
