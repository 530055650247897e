import { Counter, Gauge, type Metrics } from '@shop/common/metrics';
import { DISABLED_REASONS } from './domain/webhook.js';
import { unreadable } from './use-cases/check-secrets.js';
import type { WebhookParts } from './use-cases/webhook-parts.js';

/**
 * Attempts by outcome, webhooks that are disabled or whose secrets cannot be decrypted, and the delay of sending; read from the database
 * when they are scraped.
 */
export function webhookMetrics(
  { registry }: Metrics,
  { webhooks, deliveries, secrets, now }: Pick<WebhookParts, 'webhooks' | 'deliveries' | 'secrets' | 'now'>,
): Pick<WebhookParts, 'attempted'> {
  const registers = [registry];
  const attempts = new Counter({
    name: 'webhook_attempts_total',
    help: 'Calls to receivers of webhooks, by what became of them',
    labelNames: ['outcome'] as const,
    registers,
  });
  for (const outcome of ['delivered', 'failed']) attempts.inc({ outcome }, 0);
  new Gauge({
    name: 'webhooks_disabled',
    help: 'Webhooks that are disabled, by reason',
    labelNames: ['reason'] as const,
    registers,
    async collect() {
      const all = await webhooks.all().catch(() => []);
      // each reason has a value from the start, so that its alert can rise from 0
      for (const reason of DISABLED_REASONS) this.set({ reason }, 0);
      for (const { disabled, disabledReason = 'ADMINISTRATOR' } of all)
        if (disabled) this.inc({ reason: disabledReason });
    },
  });
  new Gauge({
    name: 'webhook_secrets_unreadable',
    help: 'Webhooks whose deliveries wait because WEBHOOK_KEY_SECRET does not open their secrets',
    registers,
    async collect() {
      this.set((await unreadable({ webhooks, secrets }).catch(() => [])).length);
    },
  });
  new Gauge({
    name: 'webhook_overdue_seconds',
    help: 'For how long the oldest delivery is due that was not sent yet',
    registers,
    async collect() {
      const all = await webhooks.all().catch(() => []);
      const dues = await Promise.all(
        all.filter(({ disabled }) => !disabled).map(({ _id }) => deliveries.nextDueAt(_id).catch(() => undefined)),
      );
      const late = dues.map((due) => (due ? (now().getTime() - due.getTime()) / 1000 : 0));
      this.set(Math.max(0, ...late));
    },
  });
  return { attempted: (outcome) => attempts.inc({ outcome }) };
}
