import { newContext, withContext } from '@shop/common/tracing/context';
import { inSpan } from '@shop/common/tracing/tracing';
import { minutes, seconds } from '@shop/common/time';
import type { LeasedMail } from '../data/mail.repository.js';
import { CANCELLATIONS_WITHIN, isAtWill, MOST_CANCELLATIONS, overdue, restAfter } from '../domain/mail.js';
import { draftOf } from '../domain/templates/draft.js';
import { composeMessage, type Message } from '../transport/message.js';
import { NotAccepted } from '../transport/transport.js';
import type { MailParts } from './mail-parts.js';

/**
 * Sends one mail if it is due. Returns when it is due next; undefined when it has ended. The state is recorded right before the mail may
 * arrive and right after: if the process dies between the two, the mail is sent once more, marked as a possible duplicate; at any other
 * point it is sent once.
 */
export async function sendMail(parts: MailParts, id: string): Promise<Date | undefined> {
  const { mails, transport, leaseMs } = parts;
  if (!transport) return new Date(Date.now() + minutes(1));
  const mail = await mails.lease(id, leaseMs);
  if (!mail) return (await mails.find(id))?.dueAt;
  const about = 'orderId' in mail.content ? { orderId: mail.content.orderId } : {};
  // continues the trace of the work that caused the mail, so that an order's trace includes it
  const context = { ...newContext(undefined, mail.traceparent), ...about, userId: mail.userId };
  return withContext(context, () =>
    inSpan(`mail ${mail.content.kind}`, { kind: 'consumer', attributes: { 'shop.attempt': mail.attempts } }, () =>
      attempt(parts, mail, transport),
    ),
  );
}

async function attempt(
  parts: MailParts,
  mail: LeasedMail,
  transport: NonNullable<MailParts['transport']>,
): Promise<Date | undefined> {
  const { mails, faults, logger } = parts;
  const late = overdue(mail);
  if (late) {
    await mails.end(mail, late === 'UNANSWERED' ? 'UNKNOWN' : 'FAILED', late);
    logger.error('A mail was not sent', { kind: mail.content.kind, reason: late });
    return undefined;
  }
  let handedOver = false;
  try {
    const message = await messageOf(parts, mail);
    const dropped = message === undefined ? 'NOBODY' : (await isOneTooMany(parts, mail)) ? 'TOO_MANY' : undefined;
    if (!message || dropped) {
      await mails.end(mail, 'DROPPED', dropped);
      return undefined;
    }
    const handOver = async () => {
      if (!(await mails.handOver(mail, isRepeat(mail)))) throw new NotAccepted('LEASE_LOST');
      handedOver = true;
    };
    const begin = () => faults.around('notification.mail-hand-over', handOver);
    await faults.around('notification.mail-send', () => transport.send(message, begin));
    await faults.around('notification.mail-sent', () => mails.end(mail, 'SENT'));
    return undefined;
  } catch (error) {
    return await failed(parts, mail, error, handedOver);
  }
}

const isOneTooMany = async ({ mails }: MailParts, mail: LeasedMail): Promise<boolean> =>
  isAtWill(mail) && (await mails.cancellationsBefore(mail, CANCELLATIONS_WITHIN)) >= MOST_CANCELLATIONS;

const isRepeat = ({ unanswered = 0 }: LeasedMail): boolean => unanswered > 0;

/** Requests the recipient and composes the message. Undefined when there is no recipient any more, or the reset has expired. */
async function messageOf({ users, shopUrl, from }: MailParts, mail: LeasedMail): Promise<Message | undefined> {
  const { content } = mail;
  const found =
    content.kind === 'password-reset' ? await users.reset(content.resetId) : await recipient(users.find(mail.userId));
  if (!found) return undefined;
  const { recipient: to, token } = found;
  const links = {
    shop: shopUrl,
    ...(token === undefined ? {} : { reset: `${shopUrl}/?token=${encodeURIComponent(token)}` }),
  };
  const draft = draftOf(content, to, links);
  return composeMessage({ mailId: mail._id, from, to, draft, possibleDuplicate: isRepeat(mail), date: mail.createdAt });
}

async function recipient(finding: ReturnType<MailParts['users']['find']>) {
  const found = await finding;
  return found && { recipient: found, token: undefined };
}

async function failed(
  { mails, logger }: MailParts,
  mail: LeasedMail,
  error: unknown,
  handedOver: boolean,
): Promise<Date | undefined> {
  const refused = error instanceof NotAccepted;
  const { code: reason = 'FAILED' } = error as { code?: string };
  // neither the server's text nor the error: they may contain the address
  const said = { kind: mail.content.kind, attempts: mail.attempts, reason };
  if (refused && error.final) {
    await mails.end(mail, 'FAILED', reason);
    logger.error('A mail was refused', said);
    return undefined;
  }
  logger[mail.attempts % 10 === 1 ? 'warn' : 'debug']('A mail could not be sent; it is tried again', said);
  return mails.putOff(mail, Math.max(seconds(1), restAfter(mail.attempts)), reason, refused || !handedOver);
}
