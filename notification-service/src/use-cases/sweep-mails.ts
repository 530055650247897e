import type { MailParts } from './mail-parts.js';

/** Has mails sent that are due: those to be tried again, and those whose job Redis has lost or did not take. */
export async function sweepMails({ mails, queue }: Pick<MailParts, 'mails' | 'queue'>): Promise<void> {
  if (await mails.isDue()) await queue.wake();
}
