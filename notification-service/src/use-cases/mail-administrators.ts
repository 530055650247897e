import type { MailContent } from '../domain/mail-content.js';
import type { MailParts } from './mail-parts.js';
import { takeMail } from './take-mail.js';

/** Stores a mail to each enabled administrator, once for `id` and administrator. Throws when user-service cannot list them. */
export async function mailAdministrators(
  parts: Pick<MailParts, 'mails' | 'queue' | 'users' | 'faults' | 'logger'>,
  id: string,
  content: MailContent,
): Promise<void> {
  const administrators = await parts.users.administrators();
  if (administrators.length === 0) parts.logger.warn('There is no administrator to be told', { kind: content.kind });
  for (const userId of administrators) await takeMail(parts, `${id}.${userId}`, userId, content);
}
