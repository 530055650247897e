import { seconds } from '@shop/common/time';
import type { MailParts } from './mail-parts.js';

/** One that is due for so long has no job, or a job that stands still. */
const OVERDUE = seconds(3);
const BATCH = 200;

/** Wakes mails whose jobs are gone, because Redis lost them or was away: the database knows what is to be sent. */
export async function sweepMails({ mails, queue }: Pick<MailParts, 'mails' | 'queue'>): Promise<void> {
  for (const id of await mails.dueBefore(new Date(Date.now() - OVERDUE), BATCH)) await queue.wake(id);
}
