import type { MailParts } from './mail-parts.js';
import { sendMail } from './send-mail.js';

/** Mails that are leased together. */
const TOGETHER = 8;
/** Mails that one process has under way at once: as long as half of them hang, the others are sent all the same. */
const AT_ONCE = 16;

/** Sends the mails that are due. */
export interface MailSender {
  /** Begins to send what is due, until nothing is. Resolves to how many mails it began; which of them hang delays nobody. */
  send(): Promise<number>;
  /** Begins no more; resolves when those under way have ended. */
  close(): Promise<void>;
}

/**
 * Mails that are leased together are sent side by side: a lease begins when its attempt does. What they have in common is asked for once.
 */
export function mailSender(parts: MailParts): MailSender {
  const { mails, users, transport, leaseMs, logger } = parts;
  const underWay = new Set<Promise<void>>();
  let closed = false;
  async function sendTogether(): Promise<number> {
    while (underWay.size > AT_ONCE - TOGETHER) await Promise.race(underWay);
    if (!transport || closed) return 0;
    const leased = await mails.leaseDue(leaseMs, TOGETHER);
    const toUsers = leased.filter(({ content }) => content.kind !== 'password-reset');
    const recipients = users.recipients(toUsers.map(({ userId }) => userId));
    // each attempt handles its failure
    recipients.catch(() => undefined);
    for (const mail of leased) {
      const attempt = sendMail({ ...parts, transport, recipients }, mail)
        .catch((error: unknown) => {
          logger.warn('What became of a mail was not recorded; it is tried again', { error });
        })
        .finally(() => underWay.delete(attempt));
      underWay.add(attempt);
    }
    return leased.length;
  }
  async function sendAll(): Promise<number> {
    for (let begun = 0; ;) {
      const more = await sendTogether();
      begun += more;
      if (more < TOGETHER) return begun;
    }
  }
  // one at a time: two would look for the same mails
  let last: Promise<unknown> = Promise.resolve();
  return {
    send() {
      const run = last.then(sendAll);
      last = run.catch(() => undefined);
      return run;
    },
    async close() {
      closed = true;
      await last;
      await Promise.all(underWay);
    },
  };
}
