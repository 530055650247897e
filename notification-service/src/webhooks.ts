import { setMaxListeners } from 'node:events';
import type { CursorStore } from '@shop/common/events/cursors';
import type { CloudEvent } from '@shop/common/events/event';
import { connectRedis } from '@shop/common/redis/connection';
import { runEvery } from '@shop/common/service/run-every';
import type { ServiceBasics } from '@shop/common/service/start-service';
import { minutes, seconds } from '@shop/common/time';
import type { EventLogs } from './clients/event-logs.js';
import { openReceivers } from './clients/receiver.js';
import type { Resolve } from './clients/lookup.js';
import type { NotificationConfig } from './config.js';
import type { DeliveryRepository } from './data/delivery.repository.js';
import type { WebhookRepository } from './data/webhook.repository.js';
import { wantedTypes } from './domain/webhook.js';
import { THREE_DAYS, type RetrySchedule } from './domain/retries.js';
import { startReaders } from './readers.js';
import { openWakeUps, startWorker } from './queue/webhooks-queue.js';
import { checkSecrets } from './use-cases/check-secrets.js';
import { wakeDue } from './use-cases/find-due.js';
import { notifyOfDisabled } from './use-cases/notify-of-disabled.js';
import { runWebhook } from './use-cases/run-webhook.js';
import { takeEvent } from './use-cases/take-event.js';
import { KnownWebhooks } from './use-cases/known-webhooks.js';
import { WebhookSecrets } from './use-cases/webhook-secrets.js';
import type { WebhookParts } from './use-cases/webhook-parts.js';
import { webhookMetrics } from './webhook-metrics.js';

/** The interval of the search for webhooks that have due deliveries and were not woken. */
const LOOK_MS = seconds(1);
/** The interval of the search for disabled webhooks whose administrators are not notified yet. */
const NOTICES_MS = seconds(5);
/** The interval at which secrets that cannot be decrypted are logged. */
const CHECK_MS = minutes(10);
/** Calls under way when the process stops have this long to be answered; then they are aborted, and another process repeats them. */
const GRACE_MS = seconds(5);

/** What tests set differently. */
export interface WebhookOverrides {
  readonly schedule?: RetrySchedule;
  readonly now?: () => Date;
  readonly resolve?: Resolve;
  /** Time limit for one call, milliseconds. */
  readonly withinMs?: number;
}

export interface Webhooks {
  readonly parts: WebhookParts;
  /** Creates the deliveries of an event. */
  readonly onEvent: (event: CloudEvent, position: number) => Promise<void>;
  /** Sends until the returned function is called. */
  begin(): () => Promise<unknown>;
}

/** Composes the sending of webhooks. */
export function openWebhooks(
  config: NotificationConfig,
  basics: ServiceBasics,
  {
    cursors,
    logs,
    ...stores
  }: {
    readonly logs: EventLogs;
    readonly webhooks: WebhookRepository;
    readonly deliveries: DeliveryRepository;
    readonly cursors: CursorStore;
    readonly notifyAdministrators: WebhookParts['notifyAdministrators'];
  },
  { schedule = THREE_DAYS, now = () => new Date(), resolve, withinMs }: WebhookOverrides = {},
): Webhooks {
  const { redis, logger, metrics, faults, closing } = basics;
  faults.declare('notification.webhook');
  const allowPrivate = config.WEBHOOKS_ALLOW_PRIVATE;
  const own = resolve ? { resolve } : {};
  const receivers = openReceivers({ allowPrivate, ...own, ...(withinMs === undefined ? {} : { withinMs }) });
  closing.add(() => receivers.close());
  const secrets = new WebhookSecrets(config.WEBHOOK_KEY_SECRET);
  const queue = openWakeUps(redis, logger);
  closing.add(() => queue.close());
  const workerRedis = connectRedis(config.REDIS_URL, { logger, metrics, blocking: true });
  closing.add(() => workerRedis.disconnect());
  const parts: WebhookParts = {
    ...stores,
    known: new KnownWebhooks(stores.webhooks),
    ...webhookMetrics(metrics, { ...stores, secrets, now }),
    secrets,
    rules: { allowPrivate, requireHttps: config.NODE_ENV === 'production', ...own },
    receivers,
    schedule,
    faults,
    logger,
    now,
    async wake(id) {
      await queue.wake(id).catch((error: unknown) => logger.debug('A webhook was not woken', { webhook: id, error }));
    },
  };
  const onEvent: Webhooks['onEvent'] = (event, position) => takeEvent(parts, event, position);
  return {
    parts,
    onEvent,
    begin() {
      const types = async () => wantedTypes(await parts.known.all());
      const endReading = startReaders(logs, basics, cursors, { name: 'webhooks', handle: onEvent, types });
      const ending = new AbortController();
      // one listener for each call under way
      setMaxListeners(0, ending.signal);
      const worker = startWorker(workerRedis, { run: (id) => runWebhook(parts, id, ending.signal), logger });
      const stop = runEvery(LOOK_MS, 'The search for webhooks to which something is due', logger, () => wakeDue(parts));
      const check = () => checkSecrets(parts);
      void check().catch((error: unknown) => logger.warn('The secrets of webhooks are checked later', { error }));
      const endNotices = runEvery(NOTICES_MS, 'The notice of disabled webhooks', logger, () => notifyOfDisabled(parts));
      const endChecks = runEvery(CHECK_MS, 'The check of the secrets of webhooks', logger, check);
      return async () => {
        const timer = setTimeout(() => ending.abort(), GRACE_MS);
        await Promise.all([endReading(), stop(), endNotices(), endChecks(), worker.close()]);
        clearTimeout(timer);
      };
    },
  };
}
