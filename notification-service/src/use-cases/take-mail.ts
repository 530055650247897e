import { currentContext, traceparentOf } from '@shop/common/tracing/context';
import { newMail } from '../domain/mail.js';
import type { MailContent } from '../domain/mail-content.js';
import type { MailParts } from './mail-parts.js';

/** Stores a mail, once for each id, and has it sent soon; later if Redis is unavailable now. */
export async function takeMail(
  { mails, queue, faults, logger }: Pick<MailParts, 'mails' | 'queue' | 'faults' | 'logger'>,
  id: string,
  userId: string,
  content: MailContent,
): Promise<void> {
  const context = currentContext();
  const mail = newMail(id, userId, content, context && traceparentOf(context));
  await faults.around('notification.mail-add', () => mails.add(mail));
  await queue.wake().catch((error: unknown) => logger.debug('A mail is found by the sweep', { error }));
}
