import { newContext, withContext } from '@shop/common/tracing/context';
import { inSpan } from '@shop/common/tracing/tracing';
import { seconds } from '@shop/common/time';
import type { LeasedMail } from '../data/mail.repository.js';
import { CANCELLATIONS_WITHIN, isAtWill, MOST_CANCELLATIONS, overdue, restAfter } from '../domain/mail.js';
import { draftOf, type Recipient } from '../domain/templates/draft.js';
import { composeMessage, type Message } from '../transport/message.js';
import { NotAccepted, type Transport } from '../transport/transport.js';
import type { MailParts } from './mail-parts.js';

interface SendingParts extends Pick<MailParts, 'mails' | 'users' | 'shopUrl' | 'from' | 'faults' | 'logger'> {
  readonly transport: Transport;
  /** The recipients of the mails that are sent together, by account. */
  readonly recipients: Promise<ReadonlyMap<string, Recipient>>;
}

/**
 * Sends one leased mail. Its state is recorded right before the mail may arrive and right after: if the process dies between the two, the
 * mail is sent once more, marked as a possible duplicate; at any other point it is sent once. A mail that was not sent is due again later.
 * Rejects when the database is unavailable: then it is due again when its lease ends.
 */
export function sendMail(parts: SendingParts, mail: LeasedMail): Promise<void> {
  const about = 'orderId' in mail.content ? { orderId: mail.content.orderId } : {};
  // continues the trace of the work that caused the mail, so that an order's trace includes it
  const context = { ...newContext(undefined, mail.traceparent), ...about, userId: mail.userId };
  return withContext(context, () =>
    inSpan(`mail ${mail.content.kind}`, { kind: 'consumer', attributes: { 'shop.attempt': mail.attempts } }, () =>
      attempt(parts, mail),
    ),
  );
}

async function attempt(parts: SendingParts, mail: LeasedMail): Promise<void> {
  const { mails, transport, faults, logger } = parts;
  const late = overdue(mail);
  if (late) {
    await mails.end(mail, late === 'UNANSWERED' ? 'UNKNOWN' : 'FAILED', late);
    logger.error('A mail was not sent', { kind: mail.content.kind, reason: late });
    return;
  }
  let handedOver = false;
  try {
    const message = await messageOf(parts, mail);
    const dropped = message === undefined ? 'NOBODY' : (await isOneTooMany(parts, mail)) ? 'TOO_MANY' : undefined;
    if (!message || dropped) {
      await mails.end(mail, 'DROPPED', dropped);
      return;
    }
    const handOver = async () => {
      if (!(await mails.handOver(mail, isRepeat(mail)))) throw new NotAccepted('LEASE_LOST');
      handedOver = true;
    };
    const begin = () => faults.around('notification.mail-hand-over', handOver);
    await faults.around('notification.mail-send', () => transport.send(message, begin));
    await faults.around('notification.mail-sent', () => mails.end(mail, 'SENT'));
  } catch (error) {
    await failed(parts, mail, error, handedOver);
  }
}

const isOneTooMany = async ({ mails }: SendingParts, mail: LeasedMail): Promise<boolean> =>
  isAtWill(mail) && (await mails.cancellationsBefore(mail, CANCELLATIONS_WITHIN)) >= MOST_CANCELLATIONS;

const isRepeat = ({ unanswered = 0 }: LeasedMail): boolean => unanswered > 0;

/** Composes the message. Undefined when there is no recipient any more, or the reset has expired. */
async function messageOf(parts: SendingParts, mail: LeasedMail): Promise<Message | undefined> {
  const { shopUrl, from } = parts;
  const { content } = mail;
  const found = await recipientOf(parts, mail);
  if (!found) return undefined;
  const { recipient: to, token } = found;
  const links = {
    shop: shopUrl,
    ...(token === undefined ? {} : { reset: `${shopUrl}/?token=${encodeURIComponent(token)}` }),
  };
  const draft = draftOf(content, to, links);
  return composeMessage({ mailId: mail._id, from, to, draft, possibleDuplicate: isRepeat(mail), date: mail.createdAt });
}

async function recipientOf({ users, recipients }: SendingParts, { content, userId }: LeasedMail) {
  if (content.kind === 'password-reset') return users.reset(content.resetId);
  const recipient = (await recipients).get(userId);
  return recipient && { recipient, token: undefined };
}

async function failed(
  { mails, logger }: SendingParts,
  mail: LeasedMail,
  error: unknown,
  handedOver: boolean,
): Promise<void> {
  const refused = error instanceof NotAccepted;
  const { code: reason = 'FAILED' } = error as { code?: string };
  // neither the server's text nor the error: they may contain the address
  const said = { kind: mail.content.kind, attempts: mail.attempts, reason };
  if (refused && error.final) {
    await mails.end(mail, 'FAILED', reason);
    logger.error('A mail was refused', said);
    return;
  }
  logger[mail.attempts % 10 === 1 ? 'warn' : 'debug']('A mail could not be sent; it is tried again', said);
  await mails.putOff(mail, Math.max(seconds(1), restAfter(mail.attempts)), reason, refused || !handedOver);
}
