import { seconds } from '@shop/common/time';
import type { MailParts } from './mail-parts.js';

/** A mail that is overdue by this much has no job, or a job that is stuck. */
const OVERDUE = seconds(3);
const BATCH = 200;

/** Wakes mails whose jobs are missing, because Redis lost them or was unavailable: the database holds what is to be sent. */
export async function sweepMails({ mails, queue }: Pick<MailParts, 'mails' | 'queue'>): Promise<void> {
  for (const id of await mails.dueBefore(new Date(Date.now() - OVERDUE), BATCH)) await queue.wake(id);
}
