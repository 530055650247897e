import { hours } from '@shop/common/time';

/** How long the link of a password reset works, milliseconds. */
export const RESET_LIFE = hours(1);
/** The most mails that one account gets in that time; further requests send none, and the links that were sent stay valid. */
export const MOST_RESETS = 5;

/** A requested password reset: first with the address that was given, then, if it belongs to an account, with the account. */
export interface PasswordReset {
  readonly _id: string;
  /** The address that was given; removed once it was looked up. */
  readonly email?: string;
  readonly userId?: string;
  /** The account's epoch at the look-up: when the account has a later one, the reset has ended. So it works once. */
  readonly epoch?: number;
  readonly at: Date;
  readonly expiresAt: Date;
  /** Present until notification-service has accepted the mail. */
  readonly mailIntent?: { readonly at: Date; readonly nextAttemptAt: Date; readonly attempts: number };
}

/** A reset that can still be used. */
export type LiveReset = PasswordReset & Required<Pick<PasswordReset, 'userId' | 'epoch'>>;

/** True until its hour is over (the TTL index is up to a minute late). */
export const isLive = (reset: PasswordReset | null, now = new Date()): reset is LiveReset =>
  reset?.userId !== undefined && reset.epoch !== undefined && reset.expiresAt > now;
