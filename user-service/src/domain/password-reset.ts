import { hours } from '@shop/common/time';

/** How long the link of a password reset works, milliseconds. */
export const RESET_LIFE = hours(1);
/** Mails that one account is sent in that time; more are asked for in vain, and the links that were sent work on. */
export const MOST_RESETS = 5;

/** A password reset that somebody asked for: first with the address that was given, then, if it is an account's, with that. */
export interface PasswordReset {
  readonly _id: string;
  /** Until it was looked up. */
  readonly email?: string;
  readonly userId?: string;
  /** The account's when it was looked up: once the account has moved on, the reset is over. So it works once. */
  readonly epoch?: number;
  readonly at: Date;
  readonly expiresAt: Date;
  /** Until notification-service has the mail. */
  readonly mailIntent?: { readonly at: Date; readonly nextAttemptAt: Date; readonly attempts: number };
}

/** A reset that can still be used. */
export type LiveReset = PasswordReset & Required<Pick<PasswordReset, 'userId' | 'epoch'>>;

/** True until its hour is over (the TTL index is up to a minute late). */
export const isLive = (reset: PasswordReset | null, now = new Date()): reset is LiveReset =>
  reset?.userId !== undefined && reset.epoch !== undefined && reset.expiresAt > now;
