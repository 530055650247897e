import { cursorStore } from '@shop/common/mongo/cursor-store';
import type { Logger } from '@shop/common/logging/logger';
import { startService, type Service } from '@shop/common/service/start-service';
import type { NotificationConfig } from './config.js';
import { mailModel } from './data/mail.model.js';
import { MailRepository } from './data/mail.repository.js';
import { notificationHandlers } from './grpc/notifications.handlers.js';
import { mailRoutes } from './http/mails.routes.js';
import { openMails, type Mails } from './mails.js';

/** Puts notification-service together and starts it, see startService. */
export const startApp = (config: NotificationConfig, logger?: Logger): Promise<Service<Pick<Mails, 'onEvent'>>> =>
  startService({
    name: 'notification-service',
    faultPrefix: 'notification',
    config,
    logger,
    data: ({ mongo }) => ({ mails: new MailRepository(mailModel(mongo)), cursors: cursorStore(mongo) }),
    parts({ data, ...basics }) {
      const mails = openMails(config, basics, data);
      return {
        grpc: [notificationHandlers(mails.parts)],
        http: mailRoutes(data.mails, mails.folder),
        begin: () => mails.begin(),
        own: { onEvent: mails.onEvent },
      };
    },
  });
