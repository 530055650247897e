import { Counter, Gauge, type Metrics } from '@shop/common/metrics';
import type { DeliveryRepository } from './data/delivery.repository.js';
import type { WebhookRepository } from './data/webhook.repository.js';
import { DISABLED_REASONS } from './domain/webhook.js';
import type { WebhookParts } from './use-cases/webhook-parts.js';

interface Stores {
  readonly webhooks: WebhookRepository;
  readonly deliveries: DeliveryRepository;
}

/** Attempts by outcome, webhooks that are disabled, and how late the sending is; asked of the database when they are read. */
export function webhookMetrics(
  { registry }: Metrics,
  { webhooks, deliveries }: Stores,
  now: () => Date,
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
      // each reason has a value from the first moment, so that its alert can rise from 0
      for (const reason of DISABLED_REASONS) this.set({ reason }, 0);
      for (const { disabled, disabledReason = 'ADMINISTRATOR' } of all)
        if (disabled) this.inc({ reason: disabledReason });
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
