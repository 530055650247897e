import type { Redis } from 'ioredis';
import { runEvery } from '@shop/common/service/run-every';
import type { ServiceBasics } from '@shop/common/service/start-service';
import type { CursorStore } from '@shop/common/events/cursors';
import type { CloudEvent } from '@shop/common/events/event';
import { showBacklog } from '@shop/common/backlog-gauge';
import { connectRedis } from '@shop/common/redis/connection';
import { seconds } from '@shop/common/time';
import type { EventLogs } from './clients/event-logs.js';
import { UsersClient } from './clients/users.js';
import type { NotificationConfig } from './config.js';
import type { MailRepository } from './data/mail.repository.js';
import type { MailContent } from './domain/mail-content.js';
import { openMailsQueue, startMailsWorker } from './queue/mails-queue.js';
import { mailFolder, type MailFolder } from './transport/files.js';
import { smtpTransport } from './transport/smtp.js';
import { readSmtpAddress } from './transport/smtp-address.js';
import { MAIL_FAULTS, type MailParts } from './use-cases/mail-parts.js';
import { mailAdministrators } from './use-cases/mail-administrators.js';
import { MAILED_TYPES, mailOfEvent } from './use-cases/mail-of-event.js';
import { mailSender } from './use-cases/send-mails.js';
import { startReaders } from './readers.js';

/** The composed parts of mail sending. `begin` starts sending; the function that it returns stops it. */
export interface Mails {
  readonly parts: MailParts;
  readonly folder: MailFolder | undefined;
  /** Stores the mail for an event, if it needs one; called by the reader of events. */
  onEvent(event: CloudEvent): Promise<void>;
  /** Stores a mail to each administrator, once for `id`. */
  notifyAdministrators(id: string, content: MailContent): Promise<void>;
  begin(): () => Promise<unknown>;
}

/** Composes the sending of mails; closed with the process. */
export function openMails(
  config: NotificationConfig,
  basics: ServiceBasics,
  { mails, cursors, logs }: { readonly mails: MailRepository; readonly cursors: CursorStore; readonly logs: EventLogs },
): Mails {
  const { logger, metrics, faults, redis, client, closing } = basics;
  faults.declare(...MAIL_FAULTS);
  const { SMTP_URL, DATA_FOLDER, SMTP_TIMEOUT_MS, NODE_ENV } = config;
  const folder = SMTP_URL === undefined && NODE_ENV !== 'production' ? mailFolder(DATA_FOLDER) : undefined;
  const transport = SMTP_URL === undefined ? folder : smtpTransport(readSmtpAddress(SMTP_URL), SMTP_TIMEOUT_MS);
  if (!transport) logger.warn('SMTP_URL is not set: mails wait until it is, and no longer than three days');
  const queue = openMailsQueue(redis, { faults, logger });
  closing.add(() => queue.close());
  const parts: MailParts = {
    mails,
    queue,
    users: new UsersClient(client('Users', 'user-service', config.USER_SERVICE_GRPC_URLS)),
    transport,
    shopUrl: config.SHOP_URL.replace(/\/+$/, ''),
    from: config.MAIL_FROM,
    // longer than an attempt can take, user-service included
    leaseMs: SMTP_TIMEOUT_MS + seconds(10),
    faults,
    logger,
  };
  showBacklog(metrics, 'mails_waiting', 'Mails that have not been sent yet', async () => {
    const { count, oldest } = await mails.waiting();
    return { count, oldestSeconds: oldest ? Math.max(0, (Date.now() - oldest.getTime()) / 1000) : 0 };
  });
  const onEvent = (event: CloudEvent) => mailOfEvent(parts, event);
  return {
    parts,
    folder,
    onEvent,
    notifyAdministrators: (id, content) => mailAdministrators(parts, id, content),
    begin() {
      const endReading = startReaders(logs, basics, cursors, {
        name: 'mails',
        handle: onEvent,
        types: async () => MAILED_TYPES,
      });
      const endSending = beginSending(parts, connectRedis(config.REDIS_URL, { logger, blocking: true, metrics }));
      return () => Promise.all([endReading(), endSending()]);
    },
  };
}

function beginSending(parts: MailParts, connection: Redis): () => Promise<unknown> {
  const { logger } = parts;
  const sender = mailSender(parts);
  const worker = startMailsWorker(connection, { run: () => sender.send(), logger });
  // those to be tried again, and those whose job Redis has lost or did not take. No jobs: they would pile up behind one that waits
  const stopSweep = runEvery(seconds(2), 'The sweep of mails', logger, () => sender.send());
  return async () => {
    await Promise.all([sender.close(), stopSweep(), worker.close()]);
    connection.disconnect();
  };
}
