import { days, growingPause, hours, seconds } from '@shop/common/time';
import type { CancelReason } from '@shop/protos/contract';
import type { MailContent } from './mail-content.js';

/**
 * WAITING: to be sent at `dueAt`. SENDING: a process sends it until `dueAt`. SENT: the mail server has it. FAILED: it was refused
 * definitely, or not sent in time. UNKNOWN: it may have arrived, and is not sent a third time. DROPPED: it has no recipient any more, or
 * the recipient was sent enough mails of its kind.
 */
export type MailState = 'WAITING' | 'SENDING' | 'SENT' | 'FAILED' | 'UNKNOWN' | 'DROPPED';

/** One mail to one user. Its address, text and links are created when it is sent, and not stored. */
export interface Mail {
  /** Derived from its content, so that there is one mail however often it is requested. */
  readonly _id: string;
  readonly userId: string;
  readonly content: MailContent;
  readonly state: MailState;
  readonly createdAt: Date;
  readonly attempts: number;
  /** Until it has ended: when it is tried next, or the deadline of the attempt under way. */
  readonly dueAt?: Date;
  /** The attempt under way, or the last one. */
  readonly leaseId?: string;
  /** Number of attempts that passed it to the mail server without an answer. */
  readonly unanswered?: number;
  /** True when it was sent again although it may have arrived before; its header says so as well. */
  readonly possibleDuplicate?: boolean;
  readonly endedAt?: Date;
  /** Why it failed or is tried again: a code, never the mail server's text. */
  readonly reason?: string;
  /** W3C trace context of the work that caused it. */
  readonly traceparent?: string;
  /** When it is deleted. */
  readonly expiresAt: Date;
}

/** How long mails are kept, milliseconds. */
export const KEPT = days(30);
/** How long one is tried, milliseconds. */
const TRIED = days(3);
/** A mail that may have arrived this often is not sent again: it is sent once, and once more marked as a possible duplicate. */
const MOST_UNANSWERED = 2;
const [FIRST_REST, LONGEST_REST] = [seconds(2), hours(1)];

/** The most mails in an hour about cancellations that the customer caused: the registered address may belong to somebody else. */
export const MOST_CANCELLATIONS = 20;
export const CANCELLATIONS_WITHIN = hours(1);
const BY_OTHERS: readonly string[] = ['ADMIN_CANCELLED', 'FAILED'] satisfies CancelReason[];

/** True for a mail that its recipient, or whoever registered with the address, can cause repeatedly and without cost. */
export const isAtWill = ({ content }: Pick<Mail, 'content'>): boolean =>
  content.kind === 'order-cancelled' && !BY_OTHERS.includes(content.cancelReason);

/** A new mail, to be sent at once. */
export const newMail = (
  _id: string,
  userId: string,
  content: MailContent,
  traceparent: string | undefined,
  now = new Date(),
): Mail => ({
  _id,
  userId,
  content,
  state: 'WAITING',
  createdAt: now,
  attempts: 0,
  dueAt: now,
  ...(traceparent === undefined ? {} : { traceparent }),
  expiresAt: new Date(now.getTime() + KEPT),
});

/** Why this mail must not be tried any more, or undefined. */
export function overdue({ createdAt, unanswered = 0 }: Mail, now = Date.now()): 'UNANSWERED' | 'TOO_LATE' | undefined {
  if (unanswered >= MOST_UNANSWERED) return 'UNANSWERED';
  return now - createdAt.getTime() > TRIED ? 'TOO_LATE' : undefined;
}

/** Rest before the next attempt, milliseconds. */
export const restAfter = (attempts: number): number => growingPause(attempts, FIRST_REST, LONGEST_REST);
