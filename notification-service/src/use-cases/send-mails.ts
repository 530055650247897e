import type { MailParts } from './mail-parts.js';
import { sendMail } from './send-mail.js';

/** Mails that are sent at once by one run. */
const AT_ONCE = 8;

/**
 * Sends the mails that are due, until none is. Those that are leased together are sent side by side: a lease begins when its attempt does.
 * What they have in common is asked for once. Returns how many it tried.
 */
export async function sendMails(parts: MailParts): Promise<number> {
  const { mails, users, transport, leaseMs } = parts;
  if (!transport) return 0;
  for (let tried = 0; ;) {
    const leased = await mails.leaseDue(leaseMs, AT_ONCE);
    const toUsers = leased.filter(({ content }) => content.kind !== 'password-reset');
    const recipients = users.recipients(toUsers.map(({ userId }) => userId));
    // each attempt handles its failure
    recipients.catch(() => undefined);
    const attempts = await Promise.allSettled(
      leased.map((mail) => sendMail({ ...parts, transport, recipients }, mail)),
    );
    const failed = attempts.find(({ status }) => status === 'rejected');
    if (failed) throw (failed as PromiseRejectedResult).reason;
    tried += leased.length;
    if (leased.length < AT_ONCE) return tried;
  }
}
