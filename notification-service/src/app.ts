import { cursorStore } from '@shop/common/mongo/cursor-store';
import type { CloudEvent } from '@shop/common/events/event';
import type { Logger } from '@shop/common/logging/logger';
import { startService, type Service } from '@shop/common/service/start-service';
import { openEventLogs } from './clients/event-logs.js';
import type { NotificationConfig } from './config.js';
import { deliveryModel } from './data/delivery.model.js';
import { DeliveryRepository } from './data/delivery.repository.js';
import { mailModel } from './data/mail.model.js';
import { MailRepository } from './data/mail.repository.js';
import { webhookModel } from './data/webhook.model.js';
import { WebhookRepository } from './data/webhook.repository.js';
import { notificationHandlers } from './grpc/notifications.handlers.js';
import { eventRoutes } from './http/events.routes.js';
import { mailRoutes } from './http/mails.routes.js';
import { webhookRoutes } from './http/webhooks.routes.js';
import { openMails } from './mails.js';
import { openWebhooks, type WebhookOverrides } from './webhooks.js';

/** The event handlers, for tests. */
interface Own {
  onEvent(event: CloudEvent): Promise<void>;
  /** Creates the deliveries of an event to webhooks. */
  onWebhookEvent(event: CloudEvent, position: number): Promise<void>;
}

/** Composes notification-service and starts it, see startService. `overrides` are for tests. */
export const startApp = (
  config: NotificationConfig,
  logger?: Logger,
  overrides: WebhookOverrides = {},
): Promise<Service<Own>> =>
  startService({
    name: 'notification-service',
    faultPrefix: 'notification',
    config,
    logger,
    data: ({ mongo }) => ({
      mails: new MailRepository(mailModel(mongo)),
      webhooks: new WebhookRepository(webhookModel(mongo)),
      deliveries: new DeliveryRepository(deliveryModel(mongo)),
      cursors: cursorStore(mongo),
    }),
    parts({ data, ...basics }) {
      const logs = openEventLogs(config, basics);
      const mails = openMails(config, basics, { ...data, logs });
      const webhooks = openWebhooks(
        config,
        basics,
        { ...data, logs, notifyAdministrators: mails.notifyAdministrators },
        overrides,
      );
      return {
        grpc: [notificationHandlers(mails.parts)],
        http: [
          ...mailRoutes(data.mails, mails.folder),
          ...webhookRoutes(webhooks.parts),
          ...eventRoutes(logs, data.cursors),
        ],
        begin: [mails.begin, webhooks.begin],
        own: { onEvent: mails.onEvent, onWebhookEvent: webhooks.onEvent },
      };
    },
  });
