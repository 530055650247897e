import { days, growingPause, hours, seconds } from '@shop/common/time';
import type { CancelReason } from '@shop/protos/contract';
import type { MailContent } from './mail-content.js';

/**
 * WAITING: to be sent at `dueAt`. SENDING: somebody does so until `dueAt`. SENT: the other side has it. FAILED: it was refused for
 * good, or not sent in time. UNKNOWN: nobody can say, and it is not sent a third time. DROPPED: there is nobody to send it to any
 * more, or that person was sent enough of its kind.
 */
export type MailState = 'WAITING' | 'SENDING' | 'SENT' | 'FAILED' | 'UNKNOWN' | 'DROPPED';

/** One mail to one user. Its address, text and links are made when it is sent, and kept nowhere. */
export interface Mail {
  /** Follows from what it is about, so that there is one however often it is asked for. */
  readonly _id: string;
  readonly userId: string;
  readonly content: MailContent;
  readonly state: MailState;
  readonly createdAt: Date;
  readonly attempts: number;
  /** Until it has ended: when it is tried next, or how long the attempt under way may take. */
  readonly dueAt?: Date;
  /** How often it was handed over without an answer. */
  readonly unanswered?: number;
  /** It was sent again although it may have arrived before; its header says so as well. */
  readonly possibleDuplicate?: boolean;
  readonly endedAt?: Date;
  /** Why it failed or is tried again: a code, never what the other side wrote. */
  readonly reason?: string;
  /** W3C trace context of the work that it came of. */
  readonly traceparent?: string;
  /** When it is forgotten. */
  readonly expiresAt: Date;
}

/** How long mails are kept, milliseconds. */
const KEPT = days(30);
/** How long one is tried, milliseconds. */
const TRIED = days(3);
/** One that may have arrived so often is not sent again: once, and once more with a mark. */
const MOST_UNANSWERED = 2;
const [FIRST_REST, LONGEST_REST] = [seconds(2), hours(1)];

/** So many cancellations that the customer brought about are mailed in an hour: an address that was registered may be somebody else's. */
export const MOST_CANCELLATIONS = 20;
export const CANCELLATIONS_WITHIN = hours(1);
const BY_OTHERS: readonly string[] = ['ADMIN_CANCELLED', 'FAILED'] satisfies CancelReason[];

/** True for a mail that its recipient, or whoever registered with the address, can have sent at will and for nothing. */
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

/** Why this mail is not to be tried, or undefined. */
export function overdue({ createdAt, unanswered = 0 }: Mail, now = Date.now()): 'UNANSWERED' | 'TOO_LATE' | undefined {
  if (unanswered >= MOST_UNANSWERED) return 'UNANSWERED';
  return now - createdAt.getTime() > TRIED ? 'TOO_LATE' : undefined;
}

/** Rest before the next attempt, milliseconds. */
export const restAfter = (attempts: number): number => growingPause(attempts, FIRST_REST, LONGEST_REST);
