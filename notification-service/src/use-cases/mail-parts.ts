import type { Faults } from '@shop/common/faults';
import type { Logger } from '@shop/common/logging/logger';
import type { UsersClient } from '../clients/users.js';
import type { MailRepository } from '../data/mail.repository.js';
import type { MailsQueue } from '../queue/mails-queue.js';
import type { Transport } from '../transport/transport.js';

/** What the use cases of mails work with; each names the parts that it needs. */
export interface MailParts {
  readonly mails: MailRepository;
  readonly queue: MailsQueue;
  readonly users: UsersClient;
  /** Absent in production without SMTP_URL: then mails wait. */
  readonly transport: Transport | undefined;
  /** Where people find the shop. */
  readonly shopUrl: string;
  /** Who mails are from. */
  readonly from: string;
  /** How long one attempt may take, milliseconds. */
  readonly leaseMs: number;
  readonly faults: Faults;
  readonly logger: Logger;
}

/**
 * Fault points, in their order: around keeping a mail, queueing it, talking to the mail server, within that around noting that it
 * may arrive from now on, and around noting that it was sent.
 */
export const MAIL_FAULTS = [
  'notification.mail-add',
  'notification.mail-wake',
  'notification.mail-send',
  'notification.mail-hand-over',
  'notification.mail-sent',
];
