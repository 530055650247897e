import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import type { UsersClient } from '../clients/users.js';
import type { MailRepository } from '../data/mail.repository.js';
import type { MailsQueue } from '../queue/mails-queue.js';
import type { Transport } from '../transport/transport.js';

/** The dependencies of the mail use cases; each names the parts that it needs. */
export interface MailParts {
  readonly mails: MailRepository;
  readonly queue: MailsQueue;
  readonly users: UsersClient;
  /** Undefined in production without SMTP_URL: mails then wait. */
  readonly transport: Transport | undefined;
  /** The public URL of the shop. */
  readonly shopUrl: string;
  /** The sender of mails. */
  readonly from: string;
  /** How long one attempt may take, milliseconds. */
  readonly leaseMs: number;
  readonly faults: Faults;
  readonly logger: Logger;
}

/**
 * Fault points, in order: around storing a mail, queueing it, calling the mail server, within that around recording that it may arrive from
 * now on, and around recording that it was sent.
 */
export const MAIL_FAULTS = [
  'notification.mail-add',
  'notification.mail-wake',
  'notification.mail-send',
  'notification.mail-hand-over',
  'notification.mail-sent',
];
